package io.headwater.service.retry;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells whoever waits that there is nothing to wait for any more. Once told, it stays so. */
@FunctionalInterface
public interface Closing {
  /** Never tells: only an interrupt or a bound ends the waiting. */
  Closing NEVER =
      time -> {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
        return false;
      };

  /** Waits at most a time, and returns, at once, whether the waiting is to end. */
  boolean await(Duration time) throws InterruptedException;

  /** Returns one that tells when a latch reaches zero. */
  static Closing of(CountDownLatch closed) {
    return time -> closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }
}
