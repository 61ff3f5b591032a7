package io.headwater.service.health;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Tells whether something repeated still happens and goes well; safe for use by many threads.
 *
 * <p>It beats at each repetition. After a failure it is alive again only once it has beaten for a
 * while, so that work which forever starts, looks well and fails again does not count as alive.
 */
public final class Heartbeat {
  /** Longest turn of a loop that computes: a step of a large model on a CPU takes 20 s. */
  public static final Duration LONGEST_TURN = Duration.ofSeconds(60);

  /** Longer than it takes to join a group, read a record again and fail on it again. */
  private static final Duration SETTLING = Duration.ofSeconds(15);

  private final Duration longest;
  private final LongSupplier nanos;
  private OptionalLong first = OptionalLong.empty();
  private long last;
  private boolean hasFailed;

  /**
   * Makes a heartbeat that has not beaten yet.
   *
   * @param longest longest time between two beats
   */
  public Heartbeat(Duration longest) {
    this(longest, System::nanoTime);
  }

  /** Makes a heartbeat that uses the given clock, in nanoseconds. */
  Heartbeat(Duration longest, LongSupplier nanos) {
    this.longest = longest;
    this.nanos = nanos;
  }

  /** Reports that the work was done once more and went well. */
  public synchronized void beat() {
    last = nanos.getAsLong();
    if (first.isEmpty()) {
      first = OptionalLong.of(last);
    }
  }

  /** Reports that the work failed. */
  public synchronized void fail() {
    hasFailed = true;
    first = OptionalLong.empty();
  }

  /** Returns whether it has beaten recently and, after a failure, for a while. */
  public synchronized boolean isAlive() {
    return first.isPresent()
        && (!hasFailed || last - first.getAsLong() >= SETTLING.toNanos())
        && nanos.getAsLong() - last <= longest.toNanos();
  }
}
