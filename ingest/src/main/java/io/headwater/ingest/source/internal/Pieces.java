package io.headwater.ingest.source.internal;

import java.io.IOException;
import java.util.Optional;

/**
 * Splits a stream into the pieces that hold one JSON object each: lines, or an array's elements.
 */
sealed interface Pieces permits BoundedElements, BoundedLines {

  /**
   * Returns the bytes of the next piece, or nothing at the end.
   *
   * @throws IOException if the stream cannot be read, or ends before it should
   */
  Optional<byte[]> next() throws IOException;

  /** Returns the number of the piece returned last, from 1. */
  long number();

  /** Returns whether the piece returned last was too long and was cut. */
  boolean cut();
}
