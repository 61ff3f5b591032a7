package io.headwater.bench.learn;

import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.Learners;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.internal.batch.Batch;
import io.headwater.trainer.internal.batch.StepSeeds;
import io.headwater.trainer.internal.step.AppliedUpdate;
import io.headwater.trainer.internal.step.WeightedSteps;
import io.headwater.trainer.weighting.TaskWeighting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Runs arms, one at a time, each from freshly initialized weights. */
final class Runner {
  /** Number of times a run pauses to score the rows that come next. */
  static final int PROBES = 10;

  private static final double NANOS = 1e9;

  private final Corpus corpus;
  private final Map<String, String> settings;

  /**
   * Makes a runner.
   *
   * @param settings the trainer's settings that all arms share
   */
  Runner(Corpus corpus, Map<String, String> settings) {
    this.corpus = corpus;
    this.settings = Map.copyOf(settings);
  }

  /** Running sums of a run. */
  private static final class Tally {
    private final Map<String, Long> examples = new HashMap<>();
    private final Map<String, Double> losses = new HashMap<>();
    private final Map<String, Long> counted = new HashMap<>();
    private long nanos;
    private long steps;
    private long left;
    private long tokens;
    private long rows;

    void add(Corpus corpus, Batch batch, AppliedUpdate update) {
      steps++;
      left += update.result().applied() ? 0 : 1;
      tokens += batch.tokens();
      rows += batch.rows().size();
      List<String> names = corpus.names();
      for (int i = 0; i < names.size(); i++) {
        long byTask = update.rows().get(i);
        double loss = update.result().losses().get(i);
        if (byTask > 0) {
          examples.merge(names.get(i), byTask, Long::sum);
        }
        if (byTask > 0 && Double.isFinite(loss)) {
          losses.merge(names.get(i), loss * byTask, Double::sum);
          counted.merge(names.get(i), byTask, Long::sum);
        }
      }
    }

    double share(Budget budget) {
      return budget.share(nanos / NANOS, steps, rows);
    }

    Map<String, Double> meanLosses() {
      Map<String, Double> means = new HashMap<>();
      losses.forEach((task, sum) -> means.put(task, sum / counted.get(task)));
      return means;
    }
  }

  /**
   * Runs an arm.
   *
   * @param exam returns the rows of a task that are scored at the end
   */
  LearnRun run(Arm arm, long seed, Budget budget, Function<CorpusTask, List<CorpusRow>> exam) {
    TrainerConfig config = arm.config(settings, seed);
    ComputeSettings compute = config.compute().settings();
    LearnStream stream =
        new LearnStream(corpus, arm.feed(), config.getInt(TrainerConfig.BATCH_TOKENS), seed);
    HoldoutEvaluator evaluator = new HoldoutEvaluator(corpus, compute.device());
    Tally tally = new Tally();
    try (Learner learner =
        Learners.create(compute, corpus.shape(), config.optimizer().settings(), seed)) {
      corpus.tasks().forEach(task -> learner.adopt(task.adopted().module(), seed));
      learn(learner, config, stream, budget, evaluator, tally);
      List<CorpusTask> asked =
          corpus.tasks().stream()
              .filter(task -> arm.feed().task().isEmpty() || arm.feed().task().equals(task.name()))
              .toList();
      return new LearnRun(
          arm,
          seed,
          tally.nanos / NANOS,
          tally.steps,
          tally.left,
          tally.tokens,
          tally.examples,
          evaluator.grades(tally.meanLosses()),
          evaluator.examine(learner, asked, exam));
    }
  }

  private void learn(
      Learner learner,
      TrainerConfig config,
      LearnStream stream,
      Budget budget,
      HoldoutEvaluator evaluator,
      Tally tally) {
    TaskWeighting weighting = config.weighting().create();
    WeightedSteps steps = steps(learner, weighting, config);
    LiveReadings live = new LiveReadings(weighting);
    int probes = 0;
    while (true) {
      long start = System.nanoTime();
      StreamBlock block = stream.next();
      tally.nanos += System.nanoTime() - start;
      if (tally.share(budget) * PROBES >= probes) {
        live.tell(evaluator.ask(learner, block.fresh()), corpus.metrics());
        probes++;
      }
      for (Batch batch : block.batches()) {
        if (tally.share(budget) >= 1) {
          return;
        }
        start = System.nanoTime();
        AppliedUpdate update = steps.update(batch);
        tally.nanos += System.nanoTime() - start;
        tally.add(corpus, batch, update);
      }
    }
  }

  private WeightedSteps steps(Learner learner, TaskWeighting weighting, TrainerConfig config) {
    WeightedSteps steps =
        new WeightedSteps(
            learner,
            weighting,
            config.optimizer(corpus.shape()).schedule(),
            config.optimizer(corpus.shape()).rateFactors(),
            config.optimizer(corpus.shape()).clipNorm(),
            new StepSeeds(config.getLong(TrainerConfig.SEED)));
    for (CorpusTask task : corpus.tasks()) {
      var unused = steps.setFactor(task.name(), task.adopted().spec().getLossWeight());
    }
    return steps;
  }
}
