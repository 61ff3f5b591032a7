package io.headwater.client.deadletter;

import io.headwater.schemas.contract.DeadLetter.Location;
import java.time.Duration;

/** The letters that one transaction of a retry sends back. */
public final class RetryBatch {
  /** Far below the time after which the brokers abort a transaction. */
  public static final Duration LONGEST = Duration.ofSeconds(10);

  private static final int RECORDS = 500;
  private static final long BYTES = 32L << 20;

  private final long begun;
  private final RetryMarks marks = new RetryMarks();
  private int records;
  private long bytes;

  /**
   * Starts with none.
   *
   * @param now time by {@link System#nanoTime}
   */
  public RetryBatch(long now) {
    this.begun = now;
  }

  /** Adds a letter of a size in bytes. */
  public void add(Location location, long size) {
    marks.add(location);
    records++;
    bytes += size;
  }

  /** Returns whether it should be committed: it is full, or old. */
  public boolean isDue(long now) {
    return records >= RECORDS || bytes >= BYTES || isOlderThan(LONGEST, now);
  }

  /** Returns whether it was begun longer ago than that. */
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
