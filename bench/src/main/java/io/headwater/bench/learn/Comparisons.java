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

  /** Returns all comparisons of which both sides have run. */
  static List<Comparison> of(LearnReport report, List<Contest> contests) {
    Comparisons comparisons = new Comparisons(report);
    List<Comparison> found = new ArrayList<>();
    Map<String, List<Contest>> byBaseline = new LinkedHashMap<>();
    for (Contest contest : contests) {
      if (contest.group() == Group.TASKS) {
        found.addAll(comparisons.single(contest));
        byBaseline.computeIfAbsent(baseline(contest), any -> new ArrayList<>()).add(contest);
      } else {
        found.addAll(comparisons.all(contest));
      }
    }
    byBaseline.forEach((baseline, of) -> found.addAll(comparisons.meanOfTasks(baseline, of)));
    return found;
  }

  /** Returns what a contest compares with, in words. */
  static String baseline(Contest contest) {
    return switch (contest.baseline().feed().part()) {
      case ALONE -> "single task, same time";
      case SHARED -> "single task, same examples";
      case ALL ->
          contest.group() == Group.OPTIMIZERS
              ? contest.baseline().optimizer()
              : contest.baseline().weighting();
    };
  }

  private List<Comparison> all(Contest contest) {
    List<Comparison> found = new ArrayList<>();
    found.addAll(
        compare(contest, Comparison.MEAN, Comparison.HELD_OUT, run -> mean(run.exam().values())));
    for (LearnSettings.TaskSize size : report.settings().tasks()) {
      found.addAll(
          compare(contest, size.task(), Comparison.HELD_OUT, run -> value(run.exam(), size)));
    }
    found.addAll(
        compare(
            contest,
            Comparison.MEAN,
            Comparison.PREQUENTIAL,
            run -> mean(run.prequential().values())));
    for (LearnSettings.TaskSize size : report.settings().tasks()) {
      found.addAll(
          compare(
              contest, size.task(), Comparison.PREQUENTIAL, run -> value(run.prequential(), size)));
    }
    return found;
  }

  private List<Comparison> single(Contest contest) {
    return report.settings().tasks().stream()
        .filter(size -> size.task().equals(contest.name()))
        .flatMap(
            size ->
                compare(contest, size.task(), Comparison.HELD_OUT, run -> value(run.exam(), size))
                    .stream())
        .toList();
  }

  private static double mean(Collection<Grade> grades) {
    return LearnRun.mean(grades);
  }

  private static double value(Map<String, Grade> grades, LearnSettings.TaskSize size) {
    Grade grade = grades.get(size.task());
    return grade == null ? Double.NaN : grade.metric();
  }

  private List<Comparison> compare(
      Contest contest, String task, String measure, ToDoubleFunction<LearnRun> figure) {
    Map<Long, LearnRun> arm = report.runs(contest.arm());
    Map<Long, LearnRun> baseline = report.runs(contest.baseline());
    SortedSet<Long> seeds = new TreeSet<>(arm.keySet());
    seeds.retainAll(baseline.keySet());
    return compare(
        contest.group(),
        contest.name(),
        baseline(contest),
        task,
        measure,
        seeds.stream().map(arm::get).mapToDouble(figure).toArray(),
        seeds.stream().map(baseline::get).mapToDouble(figure).toArray());
  }

  /** Compares the mean over tasks of the one model with that of as many models. */
  private List<Comparison> meanOfTasks(String baseline, List<Contest> contests) {
    SortedSet<Long> seeds = new TreeSet<>(report.runs(contests.get(0).arm()).keySet());
    contests.forEach(contest -> seeds.retainAll(report.runs(contest.baseline()).keySet()));
    Map<Long, double[]> sums = new TreeMap<>();
    for (long seed : seeds) {
      for (Contest contest : contests) {
        double[] sum = sums.computeIfAbsent(seed, any -> new double[2]);
        sum[0] += metric(contest.arm(), seed, contest.name()) / contests.size();
        sum[1] += metric(contest.baseline(), seed, contest.name()) / contests.size();
      }
    }
    return compare(
        Group.TASKS,
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
      Group group,
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
