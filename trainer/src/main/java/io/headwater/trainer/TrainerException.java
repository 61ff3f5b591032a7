package io.headwater.trainer;

/** The trainer stopped by itself. */
public class TrainerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says why, in the words of the cause. */
  public TrainerException(Throwable cause) {
    super("the trainer stopped: " + cause.getMessage(), cause);
  }
}
