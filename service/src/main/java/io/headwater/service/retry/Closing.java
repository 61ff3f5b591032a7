package io.headwater.service.retry;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Signals to those who wait that they should stop waiting. Once given, the signal stays. */
@FunctionalInterface
public interface Closing {
  /** Never signals: only an interrupt or a bound ends the waiting. */
  Closing NEVER =
      time -> {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
        return false;
      };

  /**
   * Waits at most {@code time}, and returns, at once when it is so, whether the waiting should end.
   */
  boolean await(Duration time) throws InterruptedException;

  /** Returns a signal that is given when a latch reaches zero. */
  static Closing of(CountDownLatch closed) {
    return time -> closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }
}
