/** {@code headwater ingest}: reads rows, sends them as examples and reports the result. */
package io.headwater.cli.ingest;
