package io.headwater.evaluator.score;

import java.io.IOException;

/** Thrown when a line of a file cannot be scored. */
public final class BadRowException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception that names the file and the line, counted from 1, and says what is wrong.
   */
  BadRowException(String file, int line, String fault) {
    super(file + ", line " + line + ": " + fault);
  }
}
