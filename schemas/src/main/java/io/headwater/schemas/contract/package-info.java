/** What a record must hold beyond its schema, and what becomes of one that does not. */
package io.headwater.schemas.contract;
