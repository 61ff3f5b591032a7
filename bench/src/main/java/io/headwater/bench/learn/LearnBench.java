package io.headwater.bench.learn;

import io.headwater.trainer.OptimizerConfig;
import io.headwater.trainer.WeightingConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Runs the arms of a selection, seed by seed, one at a time, and compares them.
 *
 * <p>A temporary disturbance of the machine affects the arms of a seed alike. Learning rates are
 * chosen first, with a seed and on rows that no comparison uses.
 */
public final class LearnBench {
  /** Seed of the runs that choose learning rates. */
  static final long TUNING_SEED = 0;

  /** Budget of the warm-up: enough to meet every batch shape and touch the memory. */
  private static final Budget WARM_UP = new Budget(4, 200, Long.MAX_VALUE);

  /** Saves the report after each run. */
  @FunctionalInterface
  public interface Keeper {
    /** Saves a report in place of the previous one. */
    void keep(LearnReport report) throws IOException;
  }

  private final Budget budget;
  private final Budget tuning;
  private final LearnSelection selection;
  private final Keeper keeper;
  private final Consumer<String> progress;
  private final ArmPlan plan;
  private final Runner runner;
  private LearnReport report;
  private int done;
  private int toDo;

  /**
   * Makes a bench.
   *
   * @param from earlier report under the same settings, to continue from
   * @param keeper receives the report after each run
   * @param progress receives lines about the progress
   */
  public LearnBench(
      Corpus corpus,
      Budget budget,
      Budget tuning,
      LearnSelection selection,
      LearnReport from,
      Keeper keeper,
      Consumer<String> progress) {
    this.budget = budget;
    this.tuning = tuning;
    this.selection = selection;
    this.report = from;
    this.keeper = keeper;
    this.progress = progress;
    this.plan = new ArmPlan(from.settings().trainer(), selection, corpus.names());
    this.runner = new Runner(corpus, from.settings().trainer());
  }

  /**
   * Returns the names a selection may hold.
   *
   * @param tasks names of the tasks
   */
  public static List<String> names(List<String> tasks) {
    List<String> names = new ArrayList<>(WeightingConfig.NAMES);
    names.addAll(OptimizerConfig.NAMES);
    names.addAll(tasks);
    return names;
  }

  /**
   * Returns whether a report holds all comparisons of a selection, over at least as many seeds.
   *
   * <p>Then there is nothing left to run, even if defaults have changed since.
   */
  public static boolean isComplete(LearnReport report, LearnSelection selection) {
    ArmPlan plan =
        new ArmPlan(report.settings().trainer(), selection, report.settings().taskNames());
    Map<String, Double> anyRates =
        plan.optimizers().stream().collect(Collectors.toMap(Function.identity(), name -> 0.0));
    return plan.pairs(anyRates).stream()
        .allMatch(
            pair ->
                report.comparisons().stream()
                    .anyMatch(
                        made ->
                            made.group() == pair.group()
                                && made.name().equals(pair.name())
                                && made.baseline().equals(Comparisons.baseline(pair))
                                && made.seeds() >= selection.seeds()));
  }

  /**
   * Runs everything that the report does not hold yet.
   *
   * @return the complete report
   * @throws IOException if a report cannot be saved
   */
  public LearnReport run() throws IOException {
    estimate();
    for (String optimizer : plan.optimizers()) {
      chooseRate(optimizer);
    }
    List<ArmPair> pairs = plan.pairs(report.rates());
    for (long seed = 1; seed <= selection.seeds(); seed++) {
      for (Arm arm : plan.arms(pairs, seed)) {
        run(arm, seed);
        report = report.withComparisons(Comparisons.of(report, pairs));
        keeper.keep(report);
      }
    }
    report = report.withComparisons(Comparisons.of(report, pairs));
    keeper.keep(report);
    return report;
  }

  /** Warms up, and estimates from that how long the whole bench will take. */
  private void estimate() {
    long start = System.nanoTime();
    LearnRun warm =
        runner.run(plan.base(), TUNING_SEED, WARM_UP.atMost(budget), CorpusTask::heldOut);
    double scoring = (System.nanoTime() - start) / 1e9 - warm.seconds();
    double step = warm.seconds() / warm.steps();
    double run = seconds(budget, step) + scoring;
    double trial = seconds(tuning, step) + scoring;

    Map<String, Double> usual = new TreeMap<>();
    plan.optimizers().forEach(name -> usual.put(name, 0.0));
    usual.putAll(report.rates());
    int trials =
        RateSearch.least()
            * (int)
                usual.keySet().stream().filter(name -> !report.rates().containsKey(name)).count();
    double total = trials * trial;
    toDo = trials;
    List<ArmPair> pairs = plan.pairs(usual);
    for (long seed = 1; seed <= selection.seeds(); seed++) {
      for (Arm arm : plan.arms(pairs, seed)) {
        if (report.run(arm, seed).isEmpty()) {
          toDo++;
          // One task's rows and its exam cost less than those of all tasks.
          total += arm.feed().part() == StreamScope.Part.SHARED ? run / 2 : run;
        }
      }
    }
    progress.accept(
        String.format(
            Locale.ROOT,
            "%d runs to do, %d of them of %s to choose rates, the others of %s, and scoring: about"
                + " %.0f minutes",
            toDo,
            trials,
            tuning,
            budget,
            Math.ceil(total / 60)));
  }

  private static double seconds(Budget budget, double step) {
    return Double.isFinite(budget.seconds()) ? budget.seconds() : budget.steps() * step;
  }

  private void chooseRate(String optimizer) throws IOException {
    if (report.rates().containsKey(optimizer)) {
      return;
    }
    LearnRun best = RateSearch.best(plan.usual(optimizer), this::trial);
    report = report.withRate(optimizer, best.arm().rate());
    keeper.keep(report);
    progress.accept(
        String.format(Locale.ROOT, "%s learns best at %s", optimizer, best.arm().rate()));
  }

  private LearnRun trial(Arm arm) throws IOException {
    Optional<LearnRun> before = report.trial(arm, TUNING_SEED);
    if (before.isPresent()) {
      return before.get();
    }
    LearnRun trial = runner.run(arm, TUNING_SEED, tuning, CorpusTask::validation);
    report = report.withTrial(trial);
    keeper.keep(report);
    say("trial, " + arm, trial);
    return trial;
  }

  private void run(Arm arm, long seed) {
    if (report.run(arm, seed).isPresent()) {
      return;
    }
    Budget own = budget;
    if (arm.feed().part() == StreamScope.Part.SHARED) {
      LearnRun all = report.run(plan.base(), seed).orElseThrow();
      own = Budget.ofExamples(all.examples().getOrDefault(arm.feed().task(), 0L));
    }
    LearnRun run = runner.run(arm, seed, own, CorpusTask::heldOut);
    report = report.withRun(run);
    say("seed " + seed + ", " + arm, run);
  }

  private void say(String what, LearnRun run) {
    done++;
    progress.accept(
        String.format(
            Locale.ROOT,
            "[%d/%d] %s: %,d steps in %.1f s, mean %.4f%s",
            done,
            Math.max(done, toDo),
            what,
            run.steps(),
            run.seconds(),
            run.mean(),
            run.left() == 0 ? "" : ", " + run.left() + " left out as not finite"));
  }
}
