package io.headwater.model.checkpoint.internal;

import io.headwater.schemas.BrokerAnswers;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries again, ever more slowly and aloud, while a broker is away. */
public final class Persistence {
  private static final Logger LOG = LoggerFactory.getLogger(Persistence.class);
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final BooleanSupplier closed;

  /** A call to a broker. */
  @FunctionalInterface
  public interface Call<T> {
    /** Asks the broker. */
    T call() throws IOException;
  }

  /** Goes on until an answer comes or {@code closed} turns true. */
  public Persistence(BooleanSupplier closed) {
    this.closed = closed;
  }

  /**
   * Returns what a call returns once it is answered.
   *
   * @throws InterruptedIOException if the thread is interrupted, which it stays
   * @throws IOException if the broker refuses, or the store is closed meanwhile
   */
  public <T> T untilAnswered(String what, Call<T> call) throws IOException {
    Duration backoff = FIRST;
    while (true) {
      requireOpen();
      try {
        return call.call();
      } catch (InterruptException e) {
        throw interrupted(what);
      } catch (KafkaException e) {
        if (!BrokerAnswers.isPassing(e)) {
          throw new IOException(what + " failed: " + e.getMessage(), e);
        }
        LOG.warn(
            "{} failed and is tried again in {} ms: {}", what, backoff.toMillis(), e.toString());
      }
      try {
        Thread.sleep(backoff.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw interrupted(what);
      }
      backoff = backoff.multipliedBy(2).compareTo(LONGEST) < 0 ? backoff.multipliedBy(2) : LONGEST;
    }
  }

  /** Throws where the store is closed. */
  public void requireOpen() throws IOException {
    if (closed.getAsBoolean()) {
      throw new IOException("the checkpoint store is closed");
    }
  }

  private static InterruptedIOException interrupted(String what) {
    return new InterruptedIOException(what + " was interrupted");
  }
}
