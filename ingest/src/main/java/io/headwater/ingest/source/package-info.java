/** Where rows come from: tables, queries, JSON, archives; one row at a time, in flat memory. */
package io.headwater.ingest.source;
