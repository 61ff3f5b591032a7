package io.headwater.ingest.bridge;

/** The bridge stopped because of a failure, which is the cause. */
public class BridgeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says why the bridge stopped. */
  public BridgeException(Throwable cause) {
    super("The bridge stopped", cause);
  }
}
