package io.headwater.evaluator.internal.scorer;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts of what was scored and what was not; safe for use by many threads. */
public final class ScorerCounters {
  private final Map<String, Long> scored = new TreeMap<>();
  private final Map<SkipReason, Long> skipped = new EnumMap<>(SkipReason.class);
  private final Map<String, Long> versions = new TreeMap<>();
  private final TreeMap<Long, Long> lags = new TreeMap<>();

  /** Adds the counts of a committed batch. */
  public synchronized void add(Counts tally) {
    tally.scored().forEach((task, count) -> scored.merge(task, count, Long::sum));
    tally.skipped().forEach((reason, count) -> skipped.merge(reason, count, Long::sum));
    tally.lags().forEach((lag, count) -> lags.merge(lag, count, Long::sum));
    versions.putAll(tally.versions());
  }

  /** Returns the number of examples the model scored, by task. */
  public synchronized Map<String, Long> scored() {
    return new TreeMap<>(scored);
  }

  /** Returns the number of examples that were not scored, by reason. */
  public synchronized Map<SkipReason, Long> skipped() {
    return new EnumMap<>(skipped);
  }

  /** Returns the version that scored last, by partition. */
  public synchronized Map<String, Long> versions() {
    return new TreeMap<>(versions);
  }

  /**
   * Returns the median of the newest version minus the scoring version; NaN before the first score.
   */
  public synchronized double medianLag() {
    long total = lags.values().stream().mapToLong(Long::longValue).sum();
    if (total == 0) {
      return Double.NaN;
    }
    return (lagAt((total - 1) / 2) + lagAt(total / 2)) / 2.0;
  }

  private long lagAt(long rank) {
    long seen = 0;
    for (Map.Entry<Long, Long> lag : lags.entrySet()) {
      seen += lag.getValue();
      if (seen > rank) {
        return lag.getKey();
      }
    }
    throw new IllegalStateException("no lag of rank " + rank);
  }

  /**
   * Counts of one batch, kept apart until it is committed; used by one thread.
   *
   * @param scored by task
   * @param skipped by reason
   * @param lags by lag in versions
   * @param versions the version that scored last, by partition
   */
  public record Counts(
      Map<String, Long> scored,
      Map<SkipReason, Long> skipped,
      Map<Long, Long> lags,
      Map<String, Long> versions) {
    /** Makes counts that start at zero. */
    public Counts() {
      this(new TreeMap<>(), new EnumMap<>(SkipReason.class), new TreeMap<>(), new TreeMap<>());
    }

    /** Counts an example that was scored. */
    public void score(String task, String partition, long version, long lag) {
      scored.merge(task, 1L, Long::sum);
      lags.merge(lag, 1L, Long::sum);
      versions.put(partition, version);
    }

    /** Counts an example that was not scored. */
    public void skip(SkipReason reason) {
      skipped.merge(reason, 1L, Long::sum);
    }
  }
}
