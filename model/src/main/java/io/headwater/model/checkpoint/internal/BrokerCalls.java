package io.headwater.model.checkpoint.internal;

import io.headwater.service.retry.Closing;
import io.headwater.service.retry.Retry;
import io.headwater.service.retry.StoppedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** A store's calls to the brokers: one that is away is waited for, and failures are the store's. */
public final class BrokerCalls {
  private static final String CLOSED = "the checkpoint store is closed";

  private final CountDownLatch closed;

  /** Makes the calls of a store, until it is closed. */
  public BrokerCalls(CountDownLatch closed) {
    this.closed = closed;
  }

  /**
   * Returns what a call returns once it is answered.
   *
   * @param what is done, for messages: it completes "cannot ..."
   * @throws InterruptedIOException if the thread is interrupted, which it stays
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

  /** Throws where the store is closed. */
  public void requireOpen() throws IOException {
    if (closed.getCount() == 0) {
      throw new IOException(CLOSED);
    }
  }
}
