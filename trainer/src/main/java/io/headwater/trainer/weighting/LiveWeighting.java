package io.headwater.trainer.weighting;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives a task whose rolling quality falls more weight: {@code min(limit, 1 + gain * fall)}, where
 * the fall is how far the newest reading {@code q} lies below the task's own reference.
 *
 * <p>The reference is the best the task was seen to reach for sure, slowly forgotten: with each
 * reading it becomes {@code max(q - e, r + (q - r) / horizon)}. A share of {@code count} examples
 * has a standard error of at most {@code e = 1 / (2 sqrt(count))}, so that chance does not pass for
 * a height to fall from. Since it is forgotten, a task that can no longer be done as well returns
 * to the weight 1 in time. Before its first reading a task has the weight 1, and between readings
 * it keeps what it has.
 *
 * <p>Readings come from outside and at any time; they are told between blocks and journaled, so
 * that the weights follow from the journal.
 */
public final class LiveWeighting implements TaskWeighting.ByHistory {
  /** Name in the configuration. */
  public static final String NAME = "live";

  /** Usual weight gained by a fall of 1. */
  public static final double GAIN = 10;

  /** Usual greatest weight. */
  public static final double LIMIT = 3;

  /** Usual readings over which a reference is forgotten. */
  public static final int HORIZON = 100;

  /**
   * How a task does.
   *
   * @param metric what was read; the reference of another metric says nothing
   * @param value newest reading
   * @param reference what it is compared with
   * @param partition where the newest reading came from
   * @param offset where in that partition
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
   * Takes over a task's newest reading; only between blocks.
   *
   * @return whether it counted: not where it is the one taken over last, nor where its value is not
   *     between -1 and 1 or not of any example
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
    // Losses say how training goes; the readings say how the model does on what it has not seen.
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
