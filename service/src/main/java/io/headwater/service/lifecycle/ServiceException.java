package io.headwater.service.lifecycle;

/** A service stopped by itself, because of a failure, which is the cause. */
public final class ServiceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says why, in the words of the cause.
   *
   * @param service what has stopped, such as "trainer"
   */
  public ServiceException(String service, Throwable cause) {
    super("the " + service + " stopped: " + cause.getMessage(), cause);
  }
}
