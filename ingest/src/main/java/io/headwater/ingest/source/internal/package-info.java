/** Readers behind the sources: DuckDB's results, headers, lines and spooled entries. */
package io.headwater.ingest.source.internal;
