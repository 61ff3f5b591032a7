package io.headwater.ingest.bridge;

import java.util.concurrent.atomic.LongAdder;

/**
 * What the bridge has done since the process started; safe for use by many threads.
 *
 * <p>Records whose transaction was aborted are done again and count again.
 */
public final class BridgeCounters {
  private final LongAdder written = new LongAdder();
  private final LongAdder skipped = new LongAdder();
  private final LongAdder deadLetters = new LongAdder();

  /** Counts an example. */
  public void countWritten() {
    written.increment();
  }

  /** Counts a record that is no example yet. */
  public void countSkipped() {
    skipped.increment();
  }

  /** Counts a dead letter. */
  public void countDeadLetter() {
    deadLetters.increment();
  }

  /** Returns the examples written. */
  public long written() {
    return written.sum();
  }

  /** Returns the records that were no example yet. */
  public long skipped() {
    return skipped.sum();
  }

  /** Returns the dead letters written. */
  public long deadLetters() {
    return deadLetters.sum();
  }
}
