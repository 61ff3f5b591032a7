package io.headwater.serving;

/** Says why a service that answers requests has stopped. */
public final class ServingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ServingException(Throwable cause) {
    super("the service stopped: " + cause.getMessage(), cause);
  }
}
