package io.headwater.evaluator.internal.topology;

import io.headwater.evaluator.internal.topology.ScoredPrediction.Score;
import io.headwater.evaluator.internal.topology.Totals.Sums;
import io.headwater.evaluator.metric.ConfusionCounts.LabelCounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The tumbling windows by time of all series, mirrored in memory; the store holds the sums of each
 * window and the counts of each label in it. Used by one thread.
 *
 * <p>Sums are exact and have the same size whatever a window holds. Spearman's correlation cannot
 * be computed from sums, so only the windows by count have it.
 */
final class TimeWindows {
  static final String SUMS = "span-totals";
  static final String LABELS = "span-labels";

  private static final int KEPT = 5;
  private static final char SEPARATOR = '\0';

  private final long span;
  private final KeyValueStore<String, Sums> sums;
  private final KeyValueStore<String, LabelCounts> labels;
  private final Map<String, NavigableMap<Long, Totals>> windows = new HashMap<>();

  /**
   * Makes the windows from the stored sums and counts.
   *
   * @param span length of a window in milliseconds
   */
  TimeWindows(
      long span, KeyValueStore<String, Sums> sums, KeyValueStore<String, LabelCounts> labels) {
    this.span = span;
    this.sums = sums;
    this.labels = labels;
    try (KeyValueIterator<String, Sums> stored = sums.all()) {
      while (stored.hasNext()) {
        KeyValue<String, Sums> one = stored.next();
        String[] key = one.key.split("\0", 2);
        of(key[0]).put(Long.parseLong(key[1]), new Totals(one.value));
      }
    }
    try (KeyValueIterator<String, LabelCounts> stored = labels.all()) {
      while (stored.hasNext()) {
        KeyValue<String, LabelCounts> one = stored.next();
        String[] key = one.key.split("\0", 3);
        Totals totals = of(key[0]).get(Long.parseLong(key[1]));
        if (totals != null) {
          totals.labels().add(key[2], one.value);
        }
      }
    }
  }

  /**
   * Adds a prediction to its window.
   *
   * @return the window's start; if that window is older than those kept, nothing is added
   */
  long add(ScoredPrediction prediction) {
    long start = Math.floorDiv(prediction.predictedAt(), span) * span;
    NavigableMap<Long, Totals> series = of(prediction.series());
    if (!series.isEmpty() && start <= series.lastKey() - KEPT * span) {
      return start;
    }
    Totals totals = series.computeIfAbsent(start, s -> new Totals(Sums.NONE));
    totals.add(prediction);
    String key = prediction.series() + SEPARATOR + start;
    sums.put(key, totals.sums());
    if (prediction.score() instanceof Score.OfLabel label) {
      labels.put(key + SEPARATOR + label.truth(), totals.labels().of(label.truth()));
      labels.put(key + SEPARATOR + label.prediction(), totals.labels().of(label.prediction()));
    }
    drop(prediction.series(), series);
    return start;
  }

  /** Returns the windows of a series by start. */
  NavigableMap<Long, Totals> windowsOf(String series) {
    return of(series);
  }

  private void drop(String series, NavigableMap<Long, Totals> starts) {
    long oldest = starts.lastKey() - KEPT * span;
    while (starts.firstKey() <= oldest) {
      String key = series + SEPARATOR + starts.pollFirstEntry().getKey();
      sums.delete(key);
      List<String> stored = new ArrayList<>();
      // the character after the separator is the upper bound of the keys with this prefix
      try (KeyValueIterator<String, LabelCounts> range =
          labels.range(key + SEPARATOR, key + (char) (SEPARATOR + 1))) {
        range.forEachRemaining(one -> stored.add(one.key));
      }
      stored.forEach(labels::delete);
    }
  }

  private NavigableMap<Long, Totals> of(String series) {
    return windows.computeIfAbsent(series, name -> new TreeMap<>());
  }
}
