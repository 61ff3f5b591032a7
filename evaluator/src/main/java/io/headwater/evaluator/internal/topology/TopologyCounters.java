package io.headwater.evaluator.internal.topology;

import java.util.concurrent.atomic.LongAdder;

/** What the topology has done since the process started; safe for use by many threads. */
public final class TopologyCounters {
  private final LongAdder joined = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder expired = new LongAdder();
  private final LongAdder unreadable = new LongAdder();
  private final LongAdder unscorable = new LongAdder();

  /** Counts a prediction that was joined with its label. */
  public void countJoined() {
    joined.increment();
  }

  /** Counts a prediction that had already arrived. */
  public void countDuplicate() {
    duplicates.increment();
  }

  /** Counts predictions whose label did not come in time. */
  public void countExpired(long predictions) {
    expired.add(predictions);
  }

  /** Counts a record that cannot be read. */
  public void countUnreadable() {
    unreadable.increment();
  }

  /** Counts a record whose target has no metric, or a type other than the label's. */
  public void countUnscorable() {
    unscorable.increment();
  }

  /** Returns the number of predictions that were joined with their label. */
  public long joined() {
    return joined.sum();
  }

  /** Returns the number of predictions that had already arrived. */
  public long duplicates() {
    return duplicates.sum();
  }

  /** Returns the number of predictions whose label did not come in time. */
  public long expired() {
    return expired.sum();
  }

  /** Returns the number of records that cannot be read. */
  public long unreadable() {
    return unreadable.sum();
  }

  /** Returns the number of records whose target has no metric, or a type other than the label's. */
  public long unscorable() {
    return unscorable.sum();
  }
}
