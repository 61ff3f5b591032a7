package io.headwater.schemas.serde;

import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import org.apache.kafka.common.errors.SerializationException;

/** Thrown for bytes that can never be read as the topic's type, however often it is tried. */
public class UnreadableRecordException extends SerializationException {
  private static final long serialVersionUID = 1L;

  private final RejectionReason reason;

  /** Makes an exception; the message says what is wrong with the bytes. */
  public UnreadableRecordException(RejectionReason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Makes an exception; the message says what is wrong with the bytes. */
  public UnreadableRecordException(RejectionReason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Returns the kind of fault. */
  public RejectionReason reason() {
    return reason;
  }

  /** Returns the fault as a rejection, for a dead letter. */
  public Rejection rejection() {
    return new Rejection(reason, getMessage());
  }
}
