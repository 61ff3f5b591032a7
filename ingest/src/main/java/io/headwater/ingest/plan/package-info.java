/** Decides which task rows are examples of, by what is asked for and by a look at the rows. */
package io.headwater.ingest.plan;
