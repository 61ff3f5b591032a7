/** The contracts of Headwater's topics: their records, names and settings. */
package io.headwater.schemas;
