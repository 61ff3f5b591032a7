package io.headwater.cli.demo;

import io.headwater.cli.demo.DemoReport.MetricFigures;
import io.headwater.cli.demo.DemoReport.Sample;
import io.headwater.service.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Formats a report for people to read. */
record ReportText(DemoReport report) {
  /** Width of a text, so that with its heading and version it fits into 120 columns. */
  private static final int WIDTH = 92;

  /** Returns the lines of the text. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    DemoReport.Examples examples = report.examples();
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d examples in %.0f s: %,d learned, %,d scored before they were learned, %,d dead"
                + " letters",
            examples.produced(),
            report.seconds(),
            examples.trained(),
            examples.scored(),
            examples.deadLettered()));
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d steps, %,.0f tokens/s, %d checkpoints (longest stall %.0f ms), %d swaps, median"
                + " version lag %.0f",
            report.trainer().steps(),
            report.trainer().tokensPerSecond(),
            report.trainer().checkpoints(),
            report.trainer().checkpointStallMillis(),
            report.evaluator().swaps(),
            report.evaluator().medianVersionLag()));
    lines.add("");
    lines.addAll(table().lines());
    for (Sample sample : report.samples()) {
      lines.add("");
      lines.add("input      " + oneLine(sample.input()));
      lines.add("reference  " + oneLine(sample.reference()));
      lines.add("summary    " + oneLine(sample.summary()) + "  (version " + sample.version() + ")");
    }
    return lines;
  }

  private Table table() {
    Table table =
        new Table(
            "last 1,000 examples",
            "metric",
            "first",
            "last",
            "trivial",
            "gain, 95 % interval",
            "naive Bayes");
    report
        .tasks()
        .forEach(
            (task, metrics) ->
                metrics.forEach((metric, figures) -> table.row(row(task, metric, figures))));
    return table;
  }

  private static List<String> row(String task, String metric, MetricFigures figures) {
    return List.of(
        task,
        metric,
        decimal(figures.first()),
        decimal(figures.last()),
        decimal(figures.baseline())
            + " "
            + figures.comparison().against().replaceFirst("^baseline\\.", ""),
        String.format(
            Locale.ROOT,
            "%+.3f [%+.3f, %+.3f]",
            figures.comparison().difference(),
            figures.comparison().low(),
            figures.comparison().high()),
        figures.baselines().containsKey("baseline.naive-bayes")
            ? decimal(figures.baselines().get("baseline.naive-bayes"))
            : "");
  }

  /** Returns a figure with three decimals. */
  static String decimal(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() <= WIDTH ? line : line.substring(0, WIDTH - 3) + "...";
  }
}
