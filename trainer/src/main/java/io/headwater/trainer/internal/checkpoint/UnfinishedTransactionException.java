package io.headwater.trainer.internal.checkpoint;

import org.apache.kafka.common.errors.TimeoutException;

/**
 * Thrown if a transaction could not be ended before patience ran out, so that its outcome is not
 * known. Only whoever fences its producer can find out.
 */
final class UnfinishedTransactionException extends TimeoutException {
  private static final long serialVersionUID = 1L;

  UnfinishedTransactionException(String what, TimeoutException cause) {
    super("it is not known whether it was possible to " + what, cause);
  }
}
