package io.headwater.trainer.internal.leadership;

import org.apache.kafka.common.errors.RetriableException;

/** Says that a trainer no longer owns the right to train; it may win it again. */
public final class LeadershipLostException extends RetriableException {
  private static final long serialVersionUID = 1L;

  /** Makes an exception that says why the right is lost. */
  public LeadershipLostException(String message) {
    super(message);
  }
}
