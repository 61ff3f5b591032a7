/** Ingesting on the command line: where rows come from, how it goes, what came of it. */
package io.headwater.cli.ingest;
