package io.headwater.ingest.source;

import java.io.IOException;
import java.util.List;

/** A source of rows, which always come in the same order. */
public interface RowSource {

  /**
   * Opens the source at its first row.
   *
   * @throws IOException if the source cannot be read; the message is one sentence
   */
  Rows open() throws IOException;

  /**
   * Returns the names of the fields that all rows have.
   *
   * <p>The list is empty, as here by default, if rows may differ in their fields.
   *
   * @throws IOException if the source cannot be read; the message is one sentence
   */
  default List<String> fields() throws IOException {
    return List.of();
  }

  /**
   * Returns the names of all columns, whether or not they are fields; by default none are known.
   *
   * @throws IOException if the source cannot be read; the message is one sentence
   */
  default List<String> columns() throws IOException {
    return List.of();
  }

  /** Returns whether the source can be opened more than once. */
  boolean repeatable();
}
