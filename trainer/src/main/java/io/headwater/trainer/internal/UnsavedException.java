package io.headwater.trainer.internal;

import java.io.IOException;

/** Thrown when a trainer ends and its last checkpoint cannot be written. */
public final class UnsavedException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception that says what becomes of the work.
   *
   * @param reason why no checkpoint can be written
   */
  public UnsavedException(String reason) {
    super(
        "what was learned since the last checkpoint is lost and will be learned again, as "
            + reason);
  }
}
