package io.headwater.bench.learn;

import io.headwater.evaluator.metric.PairedDifference;
import io.headwater.service.terminal.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Formats the results of a bench: tables of means, with a verdict on what is noise.
 *
 * <p>The more differences a table has, the more of them look significant by chance alone. Defaults
 * are chosen by the means over the tasks, so in each table the verdicts on means hold jointly, by
 * Bonferroni's inequality. The other verdicts are taken alone, and the text says how many of them
 * chance alone would give.
 */
public final class LearnText {
  private final LearnReport report;

  /** Makes a text of a report. */
  public LearnText(LearnReport report) {
    this.report = report;
  }

  /** Returns the lines of the text. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    rates(lines);
    arms(lines, ComparisonGroup.WEIGHTINGS, "Weighting strategies");
    arms(lines, ComparisonGroup.OPTIMIZERS, "Optimizers at their best rates");
    singles(lines);
    return lines;
  }

  private void rates(List<String> lines) {
    if (report.trials().isEmpty()) {
      return;
    }
    lines.add("Learning rates tried (" + report.settings().tuningBudget() + " each): mean metric");
    Map<String, Map<Double, Double>> byOptimizer = new TreeMap<>();
    report
        .trials()
        .forEach(
            trial ->
                byOptimizer
                    .computeIfAbsent(trial.arm().optimizer(), any -> new TreeMap<>())
                    .put(trial.arm().rate(), trial.mean()));
    byOptimizer.forEach(
        (optimizer, tried) -> {
          Optional<Double> best = Optional.ofNullable(report.rates().get(optimizer));
          lines.add(
              tried.entrySet().stream()
                  .map(
                      one ->
                          rate(one.getKey())
                              + " "
                              + figure(one.getValue())
                              + (best.equals(Optional.of(one.getKey())) ? " (best)" : ""))
                  .collect(Collectors.joining(", ", "  " + optimizer + ": ", "")));
        });
    lines.add("");
  }

  private void arms(List<String> lines, ComparisonGroup group, String title) {
    List<Comparison> of = report.comparisons().stream().filter(c -> c.group() == group).toList();
    if (of.isEmpty()) {
      return;
    }
    String baseline = of.get(0).baseline();
    List<String> names =
        List.copyOf(
            of.stream().map(Comparison::name).collect(Collectors.toCollection(LinkedHashSet::new)));
    lines.add(
        "%s against %s, mean over the tasks (%s, paired by seed)"
            .formatted(title, baseline, seeds(of)));
    together(lines, of);
    Table means =
        new Table(
            "arm",
            "held out",
            "difference",
            "95 % interval",
            "",
            "asked before learned",
            "difference",
            "95 % interval",
            "");
    means.row(
        baseline,
        figure(one(of, names.get(0), Comparison.MEAN, Comparison.HELD_OUT).baselineValue()),
        "",
        "",
        "",
        figure(one(of, names.get(0), Comparison.MEAN, Comparison.PREQUENTIAL).baselineValue()),
        "",
        "",
        "");
    for (String name : names) {
      List<String> cells = new ArrayList<>(List.of(name));
      for (String measure : List.of(Comparison.HELD_OUT, Comparison.PREQUENTIAL)) {
        cells.addAll(cells(one(of, name, Comparison.MEAN, measure), of));
      }
      means.row(cells);
    }
    lines.addAll(means.lines());
    lines.add(verdict(of, names));
    lines.add("");
    lines.add(
        "Held out, by task; * where the 95 % interval of the difference does not hold 0, each taken"
            + " alone"
            + byChance(of));
    lines.addAll(byTask(of, baseline, names).lines());
    lines.add("");
  }

  private Table byTask(List<Comparison> of, String baseline, List<String> names) {
    List<LearnSettings.TaskSize> tasks = report.settings().tasks();
    List<String> header = new ArrayList<>(List.of("arm"));
    tasks.forEach(task -> header.add(task.task() + " " + task.metric()));
    Table table = new Table(header);
    List<String> first = new ArrayList<>(List.of(baseline));
    tasks.forEach(
        task ->
            first.add(
                figure(one(of, names.get(0), task.task(), Comparison.HELD_OUT).baselineValue())
                    + " "));
    table.row(first);
    for (String name : names) {
      List<String> cells = new ArrayList<>(List.of(name));
      for (LearnSettings.TaskSize task : tasks) {
        Comparison comparison = one(of, name, task.task(), Comparison.HELD_OUT);
        cells.add(figure(comparison.value()) + (interval(comparison, of).isNoise() ? " " : "*"));
      }
      table.row(cells);
    }
    return table;
  }

  private static String verdict(List<Comparison> of, List<String> names) {
    List<String> better = new ArrayList<>();
    List<String> worse = new ArrayList<>();
    List<String> noise = new ArrayList<>();
    for (String name : names) {
      Comparison comparison = one(of, name, Comparison.MEAN, Comparison.HELD_OUT);
      (interval(comparison, of).isNoise() ? noise : comparison.difference() > 0 ? better : worse)
          .add(name);
    }
    return "Held out, better than %s: %s; worse: %s; noise: %s"
        .formatted(of.get(0).baseline(), list(better), list(worse), list(noise));
  }

  private void singles(List<String> lines) {
    List<Comparison> of =
        report.comparisons().stream().filter(c -> c.group() == ComparisonGroup.TASKS).toList();
    if (of.isEmpty()) {
      return;
    }
    lines.add(
        "One model of all tasks against a model for each, held out (%s, paired by seed)"
            .formatted(seeds(of)));
    lines.add(
        "same time: the single task has all the seconds; same examples: the single task has the"
            + " batches of all tasks, without the others' rows");
    together(lines, of);
    lines.add("The intervals of single tasks are taken alone" + byChance(of));
    Table table =
        new Table("task", "against", "all tasks", "single", "difference", "95 % interval", "");
    for (Comparison comparison : of) {
      List<String> cells = new ArrayList<>(List.of(comparison.name()));
      cells.add(comparison.baseline().replace("single task, ", ""));
      List<String> figures = cells(comparison, of);
      cells.add(figures.get(0));
      cells.add(figure(comparison.baselineValue()));
      cells.addAll(figures.subList(1, figures.size()));
      table.row(cells);
    }
    lines.addAll(table.lines());
    lines.add("");
  }

  private static Comparison one(List<Comparison> of, String name, String task, String measure) {
    return of.stream()
        .filter(
            comparison ->
                comparison.name().equals(name)
                    && comparison.task().equals(task)
                    && comparison.measure().equals(measure))
        .findFirst()
        .orElseThrow();
  }

  /** Adds a line on the joint confidence of the intervals of means, if there are any. */
  private static void together(List<String> lines, List<Comparison> of) {
    int means = meansWithIntervals(of);
    if (means > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "All %d intervals of means hold together with 95 %% (Bonferroni: each with %.2f %%)",
              means,
              100 * Comparison.confidence(means)));
    }
  }

  /** Returns how many verdicts on single tasks' held-out figures chance alone would give. */
  private static String byChance(List<Comparison> of) {
    long alone =
        of.stream()
            .filter(one -> !one.isMean() && one.measure().equals(Comparison.HELD_OUT))
            .filter(one -> one.seeds() > 1)
            .count();
    return String.format(
        Locale.ROOT,
        ": of these %d, chance alone would give about %.1f",
        alone,
        alone * (1 - Comparison.CONFIDENCE));
  }

  private static int meansWithIntervals(List<Comparison> of) {
    return (int) of.stream().filter(one -> one.isMean() && one.seeds() > 1).count();
  }

  private static PairedDifference interval(Comparison comparison, List<Comparison> of) {
    return comparison.amongSeveral(comparison.isMean() ? meansWithIntervals(of) : 1);
  }

  private static List<String> cells(Comparison comparison, List<Comparison> of) {
    PairedDifference interval = interval(comparison, of);
    return List.of(
        figure(comparison.value()),
        String.format(Locale.ROOT, "%+.4f", comparison.difference()),
        comparison.seeds() < 2
            ? "one seed"
            : String.format(Locale.ROOT, "[%+.4f, %+.4f]", interval.lower(), interval.upper()),
        interval.isNoise() ? "noise" : comparison.difference() > 0 ? "better" : "worse");
  }

  private static String seeds(List<Comparison> of) {
    int least = of.stream().mapToInt(Comparison::seeds).min().orElse(0);
    return least + (least == 1 ? " seed" : " seeds");
  }

  private static String list(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private static String rate(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }
}
