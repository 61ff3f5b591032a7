package io.headwater.ingest.transfer;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Paces a sender by the times at which its examples happened, at a multiple of real speed.
 *
 * <p>An example that happened before one already sent is sent at once, and counted as out of order.
 * Not safe for use by several threads.
 */
public final class TimedReplay {
  private final double speed;
  private final LongSupplier clock;
  private final RateLimiter.Sleeper sleeper;
  private long begun;
  private long first;
  private long latest = Long.MIN_VALUE;
  private long outOfOrder;

  TimedReplay(double speed, LongSupplier clock, RateLimiter.Sleeper sleeper) {
    if (!(speed > 0) || Double.isInfinite(speed)) {
      throw new IllegalArgumentException("speed is '" + speed + "' but must be above 0 and finite");
    }
    this.speed = speed;
    this.clock = clock;
    this.sleeper = sleeper;
  }

  /**
   * Returns a replay that runs {@code speed} times as fast as real time.
   *
   * @param speed above 0 and finite; at 60, an hour takes a minute
   */
  public static TimedReplay at(double speed) {
    return new TimedReplay(speed, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
  }

  /**
   * Waits until an example is due; the first is due at once.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public void await(Instant occurredAt) throws InterruptedException {
    long moment = occurredAt.toEpochMilli();
    if (latest == Long.MIN_VALUE) {
      begun = clock.getAsLong();
      first = moment;
    }
    if (moment < latest) {
      outOfOrder++;
      return;
    }
    latest = moment;
    double due = (moment - first) / speed * TimeUnit.MILLISECONDS.toNanos(1);
    long wait = (long) (due - (clock.getAsLong() - begun));
    if (wait > 0) {
      sleeper.sleep(wait);
    }
  }

  /** Returns the number of examples that happened before one that was sent earlier. */
  public long outOfOrder() {
    return outOfOrder;
  }
}
