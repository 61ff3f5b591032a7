package io.headwater.trainer.internal;

import io.headwater.model.TaskModule;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.StepResult;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.TrainingRow;
import io.headwater.schemas.TaskStep;
import io.headwater.schemas.TrainingStep;
import io.headwater.trainer.assembly.AdoptedTask;
import io.headwater.trainer.batch.Batch;
import io.headwater.trainer.batch.OffsetRuns;
import io.headwater.trainer.batch.PreparedRow;
import io.headwater.trainer.batch.StepSeeds;
import io.headwater.trainer.journal.Journal;
import io.headwater.trainer.schedule.LearningRateSchedule;
import io.headwater.trainer.weighting.TaskWeighting;
import io.headwater.trainer.weighting.WeightNormalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does one update a call: weights, step, journal entry. */
final class StepRunner {
  private static final Logger LOG = LoggerFactory.getLogger(StepRunner.class);

  private final Learner learner;
  private final TaskWeighting weighting;
  private final BetweenBlocks between;
  private final WeightNormalizer normalizer;
  private final LearningRateSchedule schedule;
  private final double clipNorm;
  private final StepSeeds seeds;
  private final Journal journal;
  private final StatusBoard board;
  private final Map<String, Double> lossWeights = new HashMap<>();

  StepRunner(
      Learner learner,
      TaskWeighting weighting,
      BetweenBlocks between,
      LearningRateSchedule schedule,
      double clipNorm,
      StepSeeds seeds,
      Journal journal,
      StatusBoard board) {
    this.learner = learner;
    this.weighting = weighting;
    this.between = between;
    this.normalizer = WeightNormalizer.DEFAULT;
    this.schedule = schedule;
    this.clipNorm = clipNorm;
    this.seeds = seeds;
    this.journal = journal;
    this.board = board;
  }

  /** Takes over a task's constant factor; returns whether it was another before. */
  boolean setTask(AdoptedTask task) {
    double weight = task.spec().getLossWeight();
    between.setTask(task);
    Double before = lossWeights.put(task.module().task(), weight);
    return before != null && before != weight;
  }

  /** Takes in what may change the weights between blocks, before the first step of one. */
  void beginBlock() {
    between.beforeBlock();
  }

  /**
   * Trains on a batch.
   *
   * @param waitingNanos how long the batch was waited for
   */
  void step(Batch batch, long waitingNanos) {
    List<TaskModule> tasks = learner.tasks();
    List<TrainingRow> rows = batch.rows().stream().map(PreparedRow::row).toList();
    int[] counts = new int[tasks.size()];
    rows.forEach(row -> counts[row.task()]++);
    long seed = seeds.step(batch.step());
    StepWeighing weighing = new StepWeighing(weighting, normalizer, present(tasks, counts), seed);
    StepSettings settings =
        new StepSettings(
            schedule.rate(batch.step()), clipNorm, weighing.weights(tasks.size()), seed);

    long start = System.nanoTime();
    StepResult result = learner.step(rows, settings);
    if (result.applied()) {
      weighing.learn(result.losses(), () -> learner.losses(rows));
    } else {
      LOG.warn("Step {} was left out: a loss or the gradient was not finite", batch.step());
    }
    double computing = (System.nanoTime() - start) / 1e6;
    double waiting = waitingNanos / 1e6;

    List<TaskStep> taskSteps = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        String task = tasks.get(i).task();
        double loss = result.losses().get(i);
        double weight = result.weights().get(i);
        taskSteps.add(new TaskStep(task, counts[i], loss, weight));
        board.task(task, loss, weight, counts[i]);
      }
    }
    journal.append(entry(batch, settings, result, taskSteps, waiting, computing));
    board.stepped(batch.step(), batch.rows().size(), batch.tokens(), waiting, computing);
  }

  private SortedMap<Integer, StepWeighing.Present> present(List<TaskModule> tasks, int[] counts) {
    SortedMap<Integer, StepWeighing.Present> present = new TreeMap<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        String task = tasks.get(i).task();
        double factor = lossWeights.getOrDefault(task, 1.0);
        present.put(i, new StepWeighing.Present(task, factor));
      }
    }
    return present;
  }

  private static TrainingStep entry(
      Batch batch,
      StepSettings settings,
      StepResult result,
      List<TaskStep> tasks,
      double waitingMillis,
      double computingMillis) {
    OffsetRuns runs = new OffsetRuns();
    return TrainingStep.newBuilder()
        .setStep(batch.step())
        .setRows(runs.of(batch.rows()))
        .setSources(runs.sources())
        .setSeed(settings.seed())
        .setTasks(tasks)
        .setLearningRate(settings.learningRate())
        .setGradientNorm(result.gradientNorm())
        .setApplied(result.applied())
        .setTokens(batch.tokens())
        .setWaitingMillis(waitingMillis)
        .setComputingMillis(computingMillis)
        .build();
  }
}
