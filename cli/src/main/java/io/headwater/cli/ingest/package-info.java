/** {@code headwater ingest}: where rows come from, how it goes, what came of it. */
package io.headwater.cli.ingest;
