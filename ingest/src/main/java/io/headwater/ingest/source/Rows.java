package io.headwater.ingest.source;

import java.io.IOException;
import java.util.Optional;

/** Reads the rows of a source once, a few at a time; not safe for use by several threads. */
public interface Rows extends AutoCloseable {

  /**
   * Returns the next row, or nothing at the end.
   *
   * @throws IOException if the rest of the source cannot be read; the message is one sentence
   */
  Optional<Row> next() throws IOException;

  @Override
  void close() throws IOException;
}
