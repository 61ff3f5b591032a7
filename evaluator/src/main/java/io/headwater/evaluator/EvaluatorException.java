package io.headwater.evaluator;

/** The evaluator stopped by itself. */
public class EvaluatorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says why, in the words of the cause. */
  public EvaluatorException(Throwable cause) {
    super("the evaluator stopped: " + cause.getMessage(), cause);
  }
}
