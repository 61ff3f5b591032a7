/**
 * Rules that records must keep beyond their schemas, and dead letters for those that break them.
 */
package io.headwater.schemas.contract;
