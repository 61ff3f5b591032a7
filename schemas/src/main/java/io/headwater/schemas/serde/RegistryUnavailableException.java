package io.headwater.schemas.serde;

import org.apache.kafka.common.errors.RetriableException;

/** The schema registry did not answer, or could not now; the record may be fine. Try again. */
public class RegistryUnavailableException extends RetriableException {
  private static final long serialVersionUID = 1L;

  /** Says what was asked of which registry. */
  public RegistryUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
