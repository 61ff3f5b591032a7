package io.headwater.evaluator.score;

import java.io.IOException;

/** A line of a file cannot be scored. */
public final class BadRowException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Names the file and the line, counted from 1, and says what is wrong with it. */
  BadRowException(String file, int line, String fault) {
    super(file + ", line " + line + ": " + fault);
  }
}
