package io.headwater.service.lifecycle;

/** Thrown when a service stopped by itself because of a failure, which is the cause. */
public final class ServiceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception with the cause's message.
   *
   * @param service what the service is called in messages, such as "trainer"
   */
  public ServiceException(String service, Throwable cause) {
    super("the " + service + " stopped: " + cause.getMessage(), cause);
  }
}
