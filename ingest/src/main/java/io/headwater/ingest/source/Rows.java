package io.headwater.ingest.source;

import java.io.IOException;
import java.util.Optional;

/** Goes through the rows of a source once, holding few of them; not safe for several threads. */
public interface Rows extends AutoCloseable {

  /**
   * Returns the next row, or nothing at the end.
   *
   * @throws IOException if the source fails altogether, in one sentence; what follows is not known
   */
  Optional<Row> next() throws IOException;

  @Override
  void close() throws IOException;
}
