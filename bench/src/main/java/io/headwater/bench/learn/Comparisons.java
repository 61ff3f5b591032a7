package io.headwater.bench.learn;

import io.headwater.evaluator.metric.PairedDifference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** Compares the arms of a report, paired by seed. */
final class Comparisons {
  private final LearnReport report;

  private Comparisons(LearnReport report) {
    this.report = report;
  }

  /** Returns all comparisons whose two sides have run. */
  static List<Comparison> of(LearnReport report, List<ArmPair> pairs) {
    Comparisons comparisons = new Comparisons(report);
    List<Comparison> found = new ArrayList<>();
    Map<String, List<ArmPair>> byBaseline = new LinkedHashMap<>();
    for (ArmPair pair : pairs) {
      if (pair.group() == ComparisonGroup.TASKS) {
        found.addAll(comparisons.single(pair));
        byBaseline.computeIfAbsent(baseline(pair), any -> new ArrayList<>()).add(pair);
      } else {
        found.addAll(comparisons.all(pair));
      }
    }
    byBaseline.forEach((baseline, of) -> found.addAll(comparisons.meanOfTasks(baseline, of)));
    return found;
  }

  /** Returns a description of a pair's baseline. */
  static String baseline(ArmPair pair) {
    return switch (pair.baseline().feed().part()) {
      case ALONE -> "single task, same time";
      case SHARED -> "single task, same examples";
      case ALL ->
          pair.group() == ComparisonGroup.OPTIMIZERS
              ? pair.baseline().optimizer()
              : pair.baseline().weighting();
    };
  }

  private List<Comparison> all(ArmPair pair) {
    List<Comparison> found = new ArrayList<>();
    found.addAll(
        compare(pair, Comparison.MEAN, Comparison.HELD_OUT, run -> mean(run.exam().values())));
    for (LearnSettings.TaskSize size : report.settings().tasks()) {
      found.addAll(compare(pair, size.task(), Comparison.HELD_OUT, run -> value(run.exam(), size)));
    }
    found.addAll(
        compare(
            pair,
            Comparison.MEAN,
            Comparison.PREQUENTIAL,
            run -> mean(run.prequential().values())));
    for (LearnSettings.TaskSize size : report.settings().tasks()) {
      found.addAll(
          compare(
              pair, size.task(), Comparison.PREQUENTIAL, run -> value(run.prequential(), size)));
    }
    return found;
  }

  private List<Comparison> single(ArmPair pair) {
    return report.settings().tasks().stream()
        .filter(size -> size.task().equals(pair.name()))
        .flatMap(
            size ->
                compare(pair, size.task(), Comparison.HELD_OUT, run -> value(run.exam(), size))
                    .stream())
        .toList();
  }

  private static double mean(Collection<TaskScore> grades) {
    return LearnRun.mean(grades);
  }

  private static double value(Map<String, TaskScore> grades, LearnSettings.TaskSize size) {
    TaskScore grade = grades.get(size.task());
    return grade == null ? Double.NaN : grade.metric();
  }

  private List<Comparison> compare(
      ArmPair pair, String task, String measure, ToDoubleFunction<LearnRun> figure) {
    Map<Long, LearnRun> arm = report.runs(pair.arm());
    Map<Long, LearnRun> baseline = report.runs(pair.baseline());
    SortedSet<Long> seeds = new TreeSet<>(arm.keySet());
    seeds.retainAll(baseline.keySet());
    return compare(
        pair.group(),
        pair.name(),
        baseline(pair),
        task,
        measure,
        seeds.stream().map(arm::get).mapToDouble(figure).toArray(),
        seeds.stream().map(baseline::get).mapToDouble(figure).toArray());
  }

  /** Compares the mean over tasks of the one model with that of separate models. */
  private List<Comparison> meanOfTasks(String baseline, List<ArmPair> pairs) {
    SortedSet<Long> seeds = new TreeSet<>(report.runs(pairs.get(0).arm()).keySet());
    pairs.forEach(pair -> seeds.retainAll(report.runs(pair.baseline()).keySet()));
    Map<Long, double[]> sums = new TreeMap<>();
    for (long seed : seeds) {
      for (ArmPair pair : pairs) {
        double[] sum = sums.computeIfAbsent(seed, any -> new double[2]);
        sum[0] += metric(pair.arm(), seed, pair.name()) / pairs.size();
        sum[1] += metric(pair.baseline(), seed, pair.name()) / pairs.size();
      }
    }
    return compare(
        ComparisonGroup.TASKS,
        Comparison.MEAN,
        baseline,
        Comparison.MEAN,
        Comparison.HELD_OUT,
        sums.values().stream().mapToDouble(sum -> sum[0]).toArray(),
        sums.values().stream().mapToDouble(sum -> sum[1]).toArray());
  }

  private double metric(Arm arm, long seed, String task) {
    return report.run(arm, seed).orElseThrow().exam().get(task).metric();
  }

  private static List<Comparison> compare(
      ComparisonGroup group,
      String name,
      String baseline,
      String task,
      String measure,
      double[] arm,
      double[] other) {
    if (arm.length == 0) {
      return List.of();
    }
    double value = Arrays.stream(arm).average().orElseThrow();
    double against = Arrays.stream(other).average().orElseThrow();
    PairedDifference difference =
        arm.length < 2
            ? new PairedDifference(Double.NaN, value - against, Double.NaN)
            : PairedDifference.of(arm, other, Comparison.CONFIDENCE);
    boolean noise = arm.length < 2 || difference.isNoise();
    return List.of(
        new Comparison(
            group,
            name,
            baseline,
            task,
            measure,
            arm.length,
            value,
            against,
            difference.mean(),
            difference.lower(),
            difference.upper(),
            noise));
  }
}
