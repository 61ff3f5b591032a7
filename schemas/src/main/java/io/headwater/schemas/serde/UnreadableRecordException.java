package io.headwater.schemas.serde;

import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import org.apache.kafka.common.errors.SerializationException;

/** The bytes can never be read as the topic's type, whenever it is tried. */
public class UnreadableRecordException extends SerializationException {
  private static final long serialVersionUID = 1L;

  private final RejectionReason reason;

  /** Says what is wrong with the bytes. */
  public UnreadableRecordException(RejectionReason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Says what is wrong with the bytes. */
  public UnreadableRecordException(RejectionReason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Returns the kind of fault. */
  public RejectionReason reason() {
    return reason;
  }

  /** Returns the fault in the form dead letters carry. */
  public Rejection rejection() {
    return new Rejection(reason, getMessage());
  }
}
