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
   * Returns the names of the fields rows have; none where rows may differ in that.
   *
   * @throws IOException if the source cannot be read, in one sentence
   */
  List<String> fields() throws IOException;

  /**
   * Returns how many rows there are, where that costs little to find out.
   *
   * @throws IOException if the source cannot be read, in one sentence
   */
  OptionalLong count() throws IOException;

  /** Returns whether the rows can be gone through more than once. */
  boolean repeatable();
}
