package io.headwater.trainer.weighting;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives more weight to a task whose rolling quality falls: {@code min(limit, 1 + gain * fall)},
 * where the fall is how far the newest reading {@code q} lies below the task's own reference.
 *
 * <p>The reference {@code r} is the best quality that the task has surely reached, slowly
 * forgotten: with each reading it becomes {@code max(q - e, r + (q - r) / horizon)}. Here {@code e
 * = 1 / (2 sqrt(count))} is the largest standard error of a share of {@code count} examples;
 * subtracting it keeps a lucky reading from becoming the reference. Since the reference is
 * forgotten, a task that can no longer be done as well as before returns to the weight 1 in time. A
 * task has the weight 1 before its first reading, and keeps its weight between readings.
 *
 * <p>Readings come from outside and at any time. They are taken in between blocks and journaled, so
 * that the weights can be reproduced from the journal.
 */
public final class LiveWeighting implements TaskWeighting.ByHistory {
  /** Name in the configuration. */
  public static final String NAME = "live";

  /** Default weight gained by a fall of 1. */
  public static final double GAIN = 10;

  /** Default greatest weight. */
  public static final double LIMIT = 3;

  /** Default number of readings over which a reference is forgotten. */
  public static final int HORIZON = 100;

  /**
   * The quality of a task.
   *
   * @param metric name of the metric; readings of different metrics are not compared
   * @param value newest reading
   * @param reference the value that the newest reading is compared with
   * @param partition partition the newest reading came from
   * @param offset offset of the newest reading in that partition
   */
  private record Quality(
      String metric, double value, double reference, int partition, long offset) {
    static Quality first(QualityReading reading) {
      return of(reading, assured(reading));
    }

    Quality next(QualityReading reading, int horizon) {
      double forgotten = reference + (reading.value() - reference) / horizon;
      return of(reading, Math.max(assured(reading), forgotten));
    }

    private static Quality of(QualityReading reading, double reference) {
      return new Quality(
          reading.metric(), reading.value(), reference, reading.partition(), reading.offset());
    }

    boolean isOf(QualityReading reading) {
      return partition == reading.partition() && offset == reading.offset();
    }

    private static double assured(QualityReading reading) {
      return reading.value() - 0.5 / Math.sqrt((double) reading.count());
    }

    String text() {
      return metric + " " + value + " " + reference + " " + partition + " " + offset;
    }

    static Quality parse(String text) {
      String[] parts = text.split(" ", -1);
      return new Quality(
          parts[0],
          Double.parseDouble(parts[1]),
          Double.parseDouble(parts[2]),
          Integer.parseInt(parts[3]),
          Long.parseLong(parts[4]));
    }
  }

  private final double gain;
  private final double limit;
  private final int horizon;
  private final Map<String, Quality> qualities = new HashMap<>();

  /**
   * Makes a strategy.
   *
   * @param gain weight gained by a fall of 1, at least 0
   * @param limit greatest weight, at least 1
   * @param horizon readings over which a reference is forgotten, at least 1
   */
  public LiveWeighting(double gain, double limit, int horizon) {
    this.gain = gain;
    this.limit = limit;
    this.horizon = horizon;
  }

  @Override
  public String name() {
    return NAME;
  }

  /**
   * Takes in a task's newest reading. Call this between blocks only.
   *
   * @return whether the reading counted; it does not if it was taken in already, if its value is
   *     not between -1 and 1, or if it is over no examples
   */
  public boolean read(QualityReading reading) {
    Optional<Quality> known = Optional.ofNullable(qualities.get(reading.task()));
    boolean isNew = known.isEmpty() || !known.get().isOf(reading);
    if (!isNew || !(Math.abs(reading.value()) <= 1) || reading.count() < 1) {
      return false;
    }
    Quality next =
        known
            .filter(quality -> quality.metric().equals(reading.metric()))
            .map(quality -> quality.next(reading, horizon))
            .orElseGet(() -> Quality.first(reading));
    qualities.put(reading.task(), next);
    return true;
  }

  /** Returns a task's raw weight, from 1 to the limit. */
  public double weight(String task) {
    Quality quality = qualities.get(task);
    if (quality == null) {
      return 1;
    }
    double fall = Math.max(0, quality.reference() - quality.value());
    return Math.min(limit, 1 + gain * fall);
  }

  @Override
  public List<Double> weights(List<String> tasks) {
    return tasks.stream().map(this::weight).toList();
  }

  @Override
  public void observe(StepLosses losses) {
    // Readings, not losses, tell how the model does on examples it has not seen.
  }

  @Override
  public boolean learns() {
    return false;
  }

  @Override
  public Map<String, String> state() {
    Map<String, String> state = new HashMap<>();
    qualities.forEach((task, quality) -> state.put(task, quality.text()));
    return state;
  }

  @Override
  public void restore(Map<String, String> state) {
    qualities.clear();
    state.forEach((task, text) -> qualities.put(task, Quality.parse(text)));
  }
}
