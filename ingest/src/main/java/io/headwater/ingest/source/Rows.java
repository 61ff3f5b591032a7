package io.headwater.ingest.source;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads the rows of a source once, a few at a time; not safe for use by several threads. */
public interface Rows extends AutoCloseable {

  /**
   * Returns the next row, or nothing at the end.
   *
   * @throws IOException if the rest of the source cannot be read; the message is one sentence
   */
  Optional<Row> next() throws IOException;

  /**
   * Returns how much of the source was read, from 0 to 1, and by default nothing.
   *
   * <p>Any thread may ask.
   */
  default OptionalDouble share() {
    return OptionalDouble.empty();
  }

  @Override
  void close() throws IOException;
}
