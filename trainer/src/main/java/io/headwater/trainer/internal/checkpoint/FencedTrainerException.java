package io.headwater.trainer.internal.checkpoint;

/** Another trainer of the same model has taken over; nothing this one did since will count. */
public class FencedTrainerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Names the model. */
  public FencedTrainerException(String model, Throwable cause) {
    super(
        "another trainer has taken over model '"
            + model
            + "'; this one stops, and what it did since its last checkpoint does not count",
        cause);
  }
}
