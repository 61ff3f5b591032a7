package io.headwater.service.health;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Tells whether something that is done over and over still is, and goes well; safe for use by many
 * threads.
 *
 * <p>It beats each time. After a failure it is alive again only when it has beaten for a while, so
 * that what begins anew, looks well and fails again, for ever, is not taken for alive.
 */
public final class Heartbeat {
  /** A turn of a loop may compute: a step of a large model on a processor takes 20 s. */
  public static final Duration LONGEST_TURN = Duration.ofSeconds(60);

  /** Longer than it takes to join a group, read a record again and fail on it again. */
  private static final Duration SETTLING = Duration.ofSeconds(15);

  private final Duration longest;
  private final LongSupplier nanos;
  private OptionalLong first = OptionalLong.empty();
  private long last;
  private boolean hasFailed;

  /**
   * Makes one that has not beaten yet.
   *
   * @param longest most time between two beats
   */
  public Heartbeat(Duration longest) {
    this(longest, System::nanoTime);
  }

  /** Makes one that goes by a clock of nanoseconds. */
  Heartbeat(Duration longest, LongSupplier nanos) {
    this.longest = longest;
    this.nanos = nanos;
  }

  /** Says that it was done once more, and went well. */
  public synchronized void beat() {
    last = nanos.getAsLong();
    if (first.isEmpty()) {
      first = OptionalLong.of(last);
    }
  }

  /** Says that it failed. */
  public synchronized void fail() {
    hasFailed = true;
    first = OptionalLong.empty();
  }

  /** Returns whether it has beaten lately, and for a while where it had failed before. */
  public synchronized boolean isAlive() {
    return first.isPresent()
        && (!hasFailed || last - first.getAsLong() >= SETTLING.toNanos())
        && nanos.getAsLong() - last <= longest.toNanos();
  }
}
