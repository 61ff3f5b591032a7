package io.headwater.service.retry;

/** Whoever waited for an answer was told to stop; the last failure is the cause. */
public final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoppedException(String what, Throwable lastFailure) {
    super("stopped while waiting to " + what, lastFailure);
  }
}
