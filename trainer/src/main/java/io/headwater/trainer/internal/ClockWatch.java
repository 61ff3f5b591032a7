package io.headwater.trainer.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Notices that the system's clock is set back. Kafka's clients measure their waits by it: those
 * that are waiting at that moment go on doing so until the old time has come again, and a consumer
 * no longer tells its group that it lives. New clients are not affected, nor are Headwater's own
 * waits. For one thread.
 */
final class ClockWatch {
  /** Far more than a clock is corrected by in small steps, and less than a group's session. */
  private static final Duration TOLERANCE = Duration.ofSeconds(3);

  private final LongSupplier nanoTime;
  private final LongSupplier millis;
  private long nanosBefore;
  private long millisBefore;

  /** Says that the clock is set back; what new clients can do is not affected. */
  static final class ClockSetBackException extends RetriableException {
    private static final long serialVersionUID = 1L;

    private ClockSetBackException(Duration by) {
      super(
          "the system's clock was set back by "
              + by.toSeconds()
              + " s, and Kafka's clients would wait for the old time");
    }
  }

  /**
   * Makes a watch that begins now.
   *
   * @param nanoTime like {@link System#nanoTime()}
   * @param millis the clock, like {@link System#currentTimeMillis()}
   */
  ClockWatch(LongSupplier nanoTime, LongSupplier millis) {
    this.nanoTime = nanoTime;
    this.millis = millis;
    this.nanosBefore = nanoTime.getAsLong();
    this.millisBefore = millis.getAsLong();
  }

  /** Returns whether the clock was set back since the last look. */
  Optional<ClockSetBackException> look() {
    long nanos = nanoTime.getAsLong();
    long now = millis.getAsLong();
    Duration passed = Duration.ofNanos(nanos - nanosBefore);
    Duration back = passed.minusMillis(now - millisBefore);
    nanosBefore = nanos;
    millisBefore = now;
    return back.compareTo(TOLERANCE) > 0
        ? Optional.of(new ClockSetBackException(back))
        : Optional.empty();
  }
}
