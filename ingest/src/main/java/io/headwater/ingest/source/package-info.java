/** Sources of rows (tables, queries, JSON and archives), read row by row in constant memory. */
package io.headwater.ingest.source;
