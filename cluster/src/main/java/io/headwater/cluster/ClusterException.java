package io.headwater.cluster;

/** Thrown when the embedded broker or registry cannot run; the message says why in one sentence. */
public class ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes an exception that says what cannot run and why. */
  public ClusterException(String message) {
    super(message);
  }

  /** Makes an exception that says what cannot run and why. */
  public ClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
