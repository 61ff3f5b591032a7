package io.headwater.ingest.transfer;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Limits the rate of a sender.
 *
 * <p>A sender that was delayed elsewhere may make up for at most one second of delay, so that a
 * long wait is not followed by a flood. Not safe for use by several threads.
 */
public final class RateLimiter {

  /** Sleeps for a time; tests replace it. */
  @FunctionalInterface
  interface Sleeper {
    /** Sleeps for a number of nanoseconds. */
    void sleep(long nanos) throws InterruptedException;
  }

  private static final long MOST_BEHIND = TimeUnit.SECONDS.toNanos(1);

  private final double interval;
  private final LongSupplier clock;
  private final Sleeper sleeper;
  private double due;
  private boolean started;

  RateLimiter(double perSecond, LongSupplier clock, Sleeper sleeper) {
    if (!(perSecond > 0)) {
      throw new IllegalArgumentException(
          "The rate is " + perSecond + " per second; it must be above 0.");
    }
    this.interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
    this.clock = clock;
    this.sleeper = sleeper;
  }

  /**
   * Returns a limiter that allows {@code rate} turns a second.
   *
   * @param rate turns a second, above 0; infinite for no limit
   */
  public static RateLimiter perSecond(double rate) {
    return new RateLimiter(rate, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
  }

  /** Returns a limiter that never waits. */
  public static RateLimiter unbounded() {
    return perSecond(Double.POSITIVE_INFINITY);
  }

  /**
   * Waits until the next turn is due.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public void await() throws InterruptedException {
    if (interval == 0) {
      return;
    }
    long now = clock.getAsLong();
    due = started ? Math.max(due + interval, (double) now - MOST_BEHIND) : now;
    started = true;
    long wait = (long) (due - now);
    if (wait > 0) {
      sleeper.sleep(wait);
    }
  }
}
