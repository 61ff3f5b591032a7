package io.headwater.client.metric;

import io.headwater.schemas.RollingMetric;
import io.headwater.schemas.Split;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.contract.MetricNames;
import io.headwater.service.terminal.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The newest value of every metric, as a table with a row per measure, a column per model. */
public final class MetricBoard {

  /**
   * What a row of the table measures.
   *
   * @param task name of the task
   * @param metric name of the metric
   * @param split kind of predictions that are counted
   * @param window size of the window
   */
  public record Measure(String task, String metric, Split split, String window)
      implements Comparable<Measure> {
    private static final List<String> KNOWN =
        Arrays.stream(TaskKind.values()).flatMap(kind -> MetricNames.of(kind).stream()).toList();

    private static final String COUNT = "last-";

    /**
     * Puts a kind's headline metric before its others and unknown metrics last, and the widest
     * window by count before narrower ones and those by time.
     */
    private static final Comparator<Measure> ORDER =
        Comparator.comparing(Measure::task)
            .thenComparing(measure -> !KNOWN.contains(measure.metric()))
            .thenComparing(measure -> KNOWN.indexOf(measure.metric()))
            .thenComparing(Measure::metric)
            .thenComparing(Measure::split)
            .thenComparing(measure -> -examples(measure.window()))
            .thenComparing(Measure::window);

    /** Returns how many examples a window by count holds; 0 of one by time. */
    private static long examples(String window) {
      return window.matches(COUNT + "\\d{1,18}")
          ? Long.parseLong(window.substring(COUNT.length()))
          : 0;
    }

    @Override
    public int compareTo(Measure other) {
      return ORDER.compare(this, other);
    }
  }

  private static final String BASELINE = "baseline.";

  /** Longer than a window by time stays open, so that in a stream that flows nothing is as old. */
  private static final Duration STANDSTILL = Duration.ofMinutes(1);

  private final Map<Measure, Map<String, RollingMetric>> newest = new TreeMap<>();

  /** Adds a value, unless a newer one is already known. */
  public synchronized void add(RollingMetric value) {
    Measure measure =
        new Measure(value.getTask(), value.getMetric(), value.getSplit(), value.getWindow());
    newest
        .computeIfAbsent(measure, unused -> new TreeMap<>())
        .merge(
            value.getModel(),
            value,
            (known, added) ->
                added.getPublishedAt().isBefore(known.getPublishedAt()) ? known : added);
  }

  /** Returns a model's newest value of a measure. */
  public synchronized Optional<RollingMetric> value(Measure measure, String model) {
    return Optional.ofNullable(newest.getOrDefault(measure, Map.of()).get(model));
  }

  /** Returns the newest values, in the order of the table. */
  public synchronized List<RollingMetric> values() {
    return newest.values().stream().flatMap(values -> values.values().stream()).toList();
  }

  /** Returns the names of the models that have values, without baselines. */
  public synchronized Set<String> models() {
    Set<String> models = new TreeSet<>();
    newest.values().forEach(values -> models.addAll(values.keySet()));
    models.removeIf(name -> name.startsWith(BASELINE));
    return models;
  }

  /** Returns the time of day, and how old the newest value of a model is. */
  public synchronized String heading(String model, ZonedDateTime now) {
    Optional<Instant> newestValue =
        newest.values().stream()
            .flatMap(values -> Optional.ofNullable(values.get(model)).stream())
            .map(RollingMetric::getPublishedAt)
            .max(Comparator.naturalOrder());
    return String.format(
        Locale.ROOT,
        "%tT  model %s, newest value: %s",
        now,
        model,
        newestValue.map(at -> age(at, now.toInstant())).orElse("none yet"));
  }

  /**
   * Returns a board with one measure of each task: its headline metric, the first in order that it
   * publishes, over the widest window by count.
   */
  public synchronized MetricBoard headlines() {
    MetricBoard board = new MetricBoard();
    newest.forEach(
        (measure, values) -> {
          if (board.newest.keySet().stream().noneMatch(it -> it.task().equals(measure.task()))) {
            board.newest.put(measure, new TreeMap<>(values));
          }
        });
    return board;
  }

  /** Returns a table of the values, with {@code model} in the first column of values. */
  public synchronized Table table(String model) {
    return table(model, Optional.empty());
  }

  /**
   * Returns a table that also says how old the model's values are, and marks those that no longer
   * move.
   */
  public synchronized Table table(String model, Instant now) {
    return table(model, Optional.of(now));
  }

  private Table table(String model, Optional<Instant> now) {
    TreeSet<String> others = new TreeSet<>();
    newest.values().forEach(values -> others.addAll(values.keySet()));
    others.remove(model);
    List<String> header = new ArrayList<>(List.of("task", "metric", "window", shortName(model)));
    now.ifPresent(unused -> header.add("age"));
    others.forEach(name -> header.add(shortName(name)));
    header.addAll(List.of("examples", "versions"));
    Table table = new Table(header);
    newest.forEach(
        (measure, values) -> {
          Optional<RollingMetric> own = Optional.ofNullable(values.get(model));
          List<String> cells =
              new ArrayList<>(List.of(measure.task(), measure.metric(), measure.window()));
          cells.add(decimal(own));
          now.ifPresent(
              it -> cells.add(own.map(value -> age(value.getPublishedAt(), it)).orElse("")));
          others.forEach(name -> cells.add(decimal(Optional.ofNullable(values.get(name)))));
          cells.add(own.map(value -> Long.toString(value.getCount())).orElse(""));
          cells.add(
              own.map(value -> value.getFirstVersion() + "-" + value.getLastVersion()).orElse(""));
          table.row(cells);
        });
    return table;
  }

  private static String decimal(Optional<RollingMetric> metric) {
    return metric.map(it -> String.format(Locale.ROOT, "%.3f", it.getValue())).orElse("");
  }

  /** Returns how long ago something was published, with a mark if nothing moves any more. */
  static String age(Instant published, Instant now) {
    Duration age = Duration.between(published, now);
    return (age.compareTo(STANDSTILL) < 0 ? "" : "still ") + words(age);
  }

  private static String words(Duration age) {
    if (age.toMinutes() < 1) {
      return Math.max(0, age.toSeconds()) + "s"; // clocks of two machines differ
    }
    if (age.toHours() < 1) {
      return age.toMinutes() + "m";
    }
    return age.toDays() < 2 ? age.toHours() + "h" : age.toDays() + "d";
  }

  private static String shortName(String model) {
    return model.replaceFirst("^" + BASELINE, "");
  }
}
