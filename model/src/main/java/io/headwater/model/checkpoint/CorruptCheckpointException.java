package io.headwater.model.checkpoint;

import java.io.IOException;

/** Thrown when a checkpoint's bytes are not those that were announced, or cannot be understood. */
public class CorruptCheckpointException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Makes an exception whose message names the file and says what is wrong. */
  public CorruptCheckpointException(String message) {
    super(message);
  }
}
