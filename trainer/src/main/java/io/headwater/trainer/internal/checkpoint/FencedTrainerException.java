package io.headwater.trainer.internal.checkpoint;

/**
 * Thrown if a trainer can announce nothing more, because another has taken the model over or
 * because one of its own transactions took too long. To a producer both look the same; who leads is
 * decided by the trainer's group, and what was announced is on the topic.
 */
public class FencedTrainerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes an exception for the named model. */
  public FencedTrainerException(String model, Throwable cause) {
    super(
        "this trainer can announce nothing more of model '"
            + model
            + "': another trainer has taken over, or an announcement took longer than"
            + " transaction.timeout.ms",
        cause);
  }
}
