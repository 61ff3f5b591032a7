package io.headwater.ingest.bridge;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what the bridge has done since the process started; safe for use by many threads.
 *
 * <p>The records of an aborted transaction are processed again and so counted again.
 */
public final class BridgeCounters {
  private final LongAdder written = new LongAdder();
  private final LongAdder skipped = new LongAdder();
  private final LongAdder deadLetters = new LongAdder();

  /** Counts an example written. */
  public void countWritten() {
    written.increment();
  }

  /** Counts a record that was skipped because it cannot be an example yet. */
  public void countSkipped() {
    skipped.increment();
  }

  /** Counts a dead letter written. */
  public void countDeadLetter() {
    deadLetters.increment();
  }

  /** Returns the number of examples written. */
  public long written() {
    return written.sum();
  }

  /** Returns the number of records skipped. */
  public long skipped() {
    return skipped.sum();
  }

  /** Returns the number of dead letters written. */
  public long deadLetters() {
    return deadLetters.sum();
  }
}
