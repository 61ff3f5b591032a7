package io.headwater.service.retry;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits ever longer between attempts, until told that one succeeded; ends early on closing. */
public final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private final CountDownLatch closed;
  private Duration next = FIRST;

  /**
   * Starts at the shortest wait.
   *
   * @param closed reaches zero when waiting is to end
   */
  public Backoff(CountDownLatch closed) {
    this.closed = closed;
  }

  /** Returns how long the next wait will be. */
  public Duration next() {
    return next;
  }

  /** Waits, and doubles the next wait. */
  public void await() {
    try {
      if (!closed.await(next.toMillis(), TimeUnit.MILLISECONDS)) {
        Duration twice = next.multipliedBy(2);
        next = twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts again at the shortest wait. */
  public void reset() {
    next = FIRST;
  }
}
