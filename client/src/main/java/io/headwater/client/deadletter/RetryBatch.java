package io.headwater.client.deadletter;

import io.headwater.schemas.contract.DeadLetter.Location;
import java.time.Duration;

/** The letters that one transaction of a retry sends back. */
public final class RetryBatch {
  /** Greatest age of a batch; far below the time after which the brokers abort a transaction. */
  public static final Duration LONGEST = Duration.ofSeconds(10);

  private static final int RECORDS = 500;
  private static final long BYTES = 32L << 20;

  private final long begun;
  private final RetryMarks marks = new RetryMarks();
  private int records;
  private long bytes;

  /**
   * Starts an empty batch.
   *
   * @param now current value of {@link System#nanoTime}
   */
  public RetryBatch(long now) {
    this.begun = now;
  }

  /** Adds a letter of {@code size} bytes. */
  public void add(Location location, long size) {
    marks.add(location);
    records++;
    bytes += size;
  }

  /** Returns whether the batch should be committed, since it is full or old. */
  public boolean isDue(long now) {
    return records >= RECORDS || bytes >= BYTES || isOlderThan(LONGEST, now);
  }

  /** Returns whether the batch was begun at least {@code age} ago. */
  public boolean isOlderThan(Duration age, long now) {
    return now - begun >= age.toNanos();
  }

  /** Returns how many letters were added. */
  public int records() {
    return records;
  }

  /** Returns the marks of all letters. */
  public RetryMarks marks() {
    return marks;
  }
}
