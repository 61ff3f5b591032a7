package io.headwater.service.retry;

/**
 * Thrown when a caller was told to stop while it waited to retry; the cause is the last failure.
 */
public final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoppedException(String what, Throwable lastFailure) {
    super("stopped while waiting to " + what, lastFailure);
  }
}
