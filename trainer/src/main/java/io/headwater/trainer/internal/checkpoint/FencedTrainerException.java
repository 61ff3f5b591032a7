package io.headwater.trainer.internal.checkpoint;

/** Thrown if another trainer of the model has taken over; this one's later work does not count. */
public class FencedTrainerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes an exception for the named model. */
  public FencedTrainerException(String model, Throwable cause) {
    super(
        "another trainer has taken over model '"
            + model
            + "'; this one stops, and what it did since its last checkpoint does not count",
        cause);
  }
}
