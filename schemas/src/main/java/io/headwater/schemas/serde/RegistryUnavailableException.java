package io.headwater.schemas.serde;

import org.apache.kafka.common.errors.RetriableException;

/**
 * Thrown when the schema registry does not answer or cannot now; the record may be fine. Try again.
 */
public class RegistryUnavailableException extends RetriableException {
  private static final long serialVersionUID = 1L;

  /** Makes an exception; the message says what was asked of which registry. */
  public RegistryUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
