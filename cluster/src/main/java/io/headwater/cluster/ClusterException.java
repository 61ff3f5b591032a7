package io.headwater.cluster;

/** The embedded broker or registry cannot run, and why, in one sentence. */
public class ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what cannot run and why. */
  public ClusterException(String message) {
    super(message);
  }

  /** Says what cannot run and why. */
  public ClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
