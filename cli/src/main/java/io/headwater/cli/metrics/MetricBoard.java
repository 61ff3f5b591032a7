package io.headwater.cli.metrics;

import io.headwater.schemas.RollingMetric;
import io.headwater.schemas.Split;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.contract.MetricNames;
import io.headwater.service.terminal.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
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

    /** Puts a kind's headline metric before its others, and unknown metrics last. */
    private static final Comparator<Measure> ORDER =
        Comparator.comparing(Measure::task)
            .thenComparing(measure -> !KNOWN.contains(measure.metric()))
            .thenComparing(measure -> KNOWN.indexOf(measure.metric()))
            .thenComparing(Measure::metric)
            .thenComparing(Measure::split)
            .thenComparing(Measure::window);

    @Override
    public int compareTo(Measure other) {
      return ORDER.compare(this, other);
    }
  }

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

  /** Returns a table of the newest values, with {@code model} in the first column of values. */
  public synchronized Table table(String model) {
    return table(model, newest);
  }

  /** Returns a table of each task's headline metric: the first, in order, that it publishes. */
  public synchronized Table headlines(String model) {
    Map<Measure, Map<String, RollingMetric>> first = new TreeMap<>();
    Set<List<Object>> seen = new HashSet<>();
    newest.forEach(
        (measure, values) -> {
          if (seen.add(List.of(measure.task(), measure.split(), measure.window()))) {
            first.put(measure, values);
          }
        });
    return table(model, first);
  }

  private static Table table(String model, Map<Measure, Map<String, RollingMetric>> shown) {
    TreeSet<String> others = new TreeSet<>();
    shown.values().forEach(values -> others.addAll(values.keySet()));
    others.remove(model);
    List<String> models = new ArrayList<>(List.of(model));
    models.addAll(others);
    List<String> header = new ArrayList<>(List.of("task", "metric", "window"));
    models.forEach(name -> header.add(shortName(name)));
    header.addAll(List.of("examples", "versions"));
    Table table = new Table(header);
    shown.forEach((measure, values) -> table.row(row(measure, values, models, model)));
    return table;
  }

  private static List<String> row(
      Measure measure, Map<String, RollingMetric> values, List<String> models, String model) {
    List<String> cells =
        new ArrayList<>(List.of(measure.task(), measure.metric(), measure.window()));
    for (String name : models) {
      cells.add(
          values.containsKey(name)
              ? String.format(Locale.ROOT, "%.3f", values.get(name).getValue())
              : "");
    }
    RollingMetric own = values.get(model);
    cells.add(own == null ? "" : Long.toString(own.getCount()));
    cells.add(own == null ? "" : own.getFirstVersion() + "-" + own.getLastVersion());
    return cells;
  }

  private static String shortName(String model) {
    return model.replaceFirst("^baseline\\.", "");
  }
}
