/** The contracts of Headwater's topics: records, topic names and how topics are kept. */
package io.headwater.schemas;
