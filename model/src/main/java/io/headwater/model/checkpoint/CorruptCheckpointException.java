package io.headwater.model.checkpoint;

import java.io.IOException;

/** A checkpoint's bytes are not those that were announced, or cannot be understood. */
public class CorruptCheckpointException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Says what is wrong, naming the file. */
  public CorruptCheckpointException(String message) {
    super(message);
  }
}
