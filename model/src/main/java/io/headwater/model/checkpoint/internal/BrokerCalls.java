package io.headwater.model.checkpoint.internal;

import io.headwater.service.retry.Closing;
import io.headwater.service.retry.Retry;
import io.headwater.service.retry.StoppedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Makes a store's calls to the brokers; waits for unavailable ones and reports failures as {@code
 * IOException}s.
 */
public final class BrokerCalls {
  private static final String CLOSED = "the checkpoint store is closed";

  private final CountDownLatch closed;

  /** Makes calls until the store counts down {@code closed}. */
  public BrokerCalls(CountDownLatch closed) {
    this.closed = closed;
  }

  /**
   * Repeats a call until a broker answers it, and returns the result.
   *
   * @param what what the call does, for messages; completes "cannot ..."
   * @throws InterruptedIOException if the thread is interrupted; its interrupt flag stays set
   * @throws IOException if the broker refuses, or the store is closed meanwhile
   */
  public <T> T untilAnswered(String what, Retry.Call<T, IOException> call) throws IOException {
    try {
      return Retry.USUAL.call(
          what,
          Closing.of(closed),
          () -> {
            requireOpen();
            return call.call();
          });
    } catch (StoppedException e) {
      throw new IOException(CLOSED, e);
    } catch (InterruptException e) {
      throw new InterruptedIOException("interrupted while waiting to " + what);
    } catch (KafkaException e) {
      throw new IOException("cannot " + what + ": " + e.getMessage(), e);
    }
  }

  /** Throws if the store is closed. */
  public void requireOpen() throws IOException {
    if (closed.getCount() == 0) {
      throw new IOException(CLOSED);
    }
  }
}
