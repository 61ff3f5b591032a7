package io.headwater.evaluator.score;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headwater.evaluator.metric.Bootstrap;
import io.headwater.evaluator.metric.Bootstrap.Interval;
import io.headwater.evaluator.metric.Bootstrap.Statistic;
import io.headwater.service.terminal.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The metrics of a file of predictions, each with its interval.
 *
 * @param kind what was scored, in lower case
 * @param examples number of rows scored, at least 1
 * @param resampling how intervals were made; empty if there are none
 * @param figures metrics by name, in the order they are shown
 */
public record Scorecard(
    String kind, int examples, Optional<Resampling> resampling, Map<String, Figure> figures) {

  /**
   * How intervals are made.
   *
   * @param samples number of resamples, at least 1
   * @param seed seed of the resampling
   * @param confidence confidence level of an interval, above 0 and below 1
   */
  public record Resampling(int samples, long seed, double confidence) {}

  /**
   * The value of a metric.
   *
   * @param value empty if the metric is undefined, such as a correlation with a constant
   * @param interval empty if there is no value or no resampling
   */
  public record Figure(OptionalDouble value, Optional<Interval> interval) {}

  /** Computes metrics in the given order. */
  public static Scorecard of(
      String kind,
      int examples,
      Map<String, Statistic> statistics,
      List<String> metrics,
      Optional<Resampling> resampling) {
    Map<String, Figure> figures = new LinkedHashMap<>();
    int[] all = IntStream.range(0, examples).toArray();
    for (String metric : metrics) {
      Statistic statistic = statistics.get(metric);
      OptionalDouble value = statistic.of(all);
      Optional<Interval> interval =
          value.isEmpty()
              ? Optional.empty()
              : resampling.flatMap(
                  how ->
                      Bootstrap.interval(
                          examples, statistic, how.samples(), how.seed(), how.confidence()));
      figures.put(metric, new Figure(value, interval));
    }
    return new Scorecard(kind, examples, resampling, figures);
  }

  /** Returns a table of the metrics, one per row. */
  public List<String> lines() {
    String mass =
        resampling
            .map(how -> String.format(Locale.ROOT, "%.4g", 100 * how.confidence()))
            .orElse("");
    Table table =
        resampling.isPresent()
            ? new Table("metric", "value", mass.replaceFirst("\\.?0+$", "") + "% from", "to")
            : new Table("metric", "value");
    figures.forEach(
        (name, figure) -> {
          String value = figure.value().isPresent() ? text(figure.value().getAsDouble()) : "none";
          if (resampling.isPresent()) {
            table.row(
                name,
                value,
                figure.interval().map(bounds -> text(bounds.lower())).orElse(""),
                figure.interval().map(bounds -> text(bounds.upper())).orElse(""));
          } else {
            table.row(name, value);
          }
        });
    return table.lines();
  }

  private static String text(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  /** Returns the scorecard as JSON with all digits; missing values are null. */
  public ObjectNode json() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("kind", kind).put("examples", examples);
    resampling.ifPresent(
        how ->
            root.put("samples", how.samples())
                .put("seed", how.seed())
                .put("confidence", how.confidence()));
    ObjectNode metrics = root.putObject("metrics");
    figures.forEach(
        (name, figure) -> {
          ObjectNode node = metrics.putObject(name);
          figure
              .value()
              .ifPresentOrElse(value -> node.put("value", value), () -> node.putNull("value"));
          figure
              .interval()
              .ifPresent(bounds -> node.put("lower", bounds.lower()).put("upper", bounds.upper()));
        });
    return root;
  }
}
