package io.headwater.client;

import java.util.Optional;

/** Thrown when a producer is closed and the brokers have not taken all its records. */
public final class UndeliveredExamplesException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final long count;

  UndeliveredExamplesException(long count, Optional<Throwable> firstFailure) {
    super(
        count
            + " records were not delivered before the producer was closed"
            + firstFailure
                .map(failure -> "; the first failed with: " + failure.getMessage())
                .orElse("."),
        firstFailure.orElse(null));
    this.count = count;
  }

  /**
   * Returns how many records were not delivered; the brokers may have taken some of those that they
   * did not answer.
   */
  public long count() {
    return count;
  }
}
