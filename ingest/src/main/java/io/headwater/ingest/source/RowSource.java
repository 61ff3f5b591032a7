package io.headwater.ingest.source;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** Something that has rows, always in the same order. */
public interface RowSource {

  /**
   * Starts at the first row.
   *
   * @throws IOException if the source cannot be read, in one sentence
   */
  Rows open() throws IOException;

  /**
   * Returns the names of the fields rows have; none, as here, where rows may differ in that.
   *
   * @throws IOException if the source cannot be read, in one sentence
   */
  default List<String> fields() throws IOException {
    return List.of();
  }

  /**
   * Returns how many rows there are, where that costs little to find out, which it does not here.
   *
   * @throws IOException if the source cannot be read, in one sentence
   */
  default OptionalLong count() throws IOException {
    return OptionalLong.empty();
  }

  /** Returns whether the rows can be gone through more than once. */
  boolean repeatable();
}
