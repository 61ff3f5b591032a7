package io.headwater.trainer.step;

import io.headwater.model.TaskModule;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.StepResult;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.TrainingRow;
import io.headwater.trainer.batch.Batch;
import io.headwater.trainer.batch.PreparedRow;
import io.headwater.trainer.batch.StepSeeds;
import io.headwater.trainer.schedule.LearningRateSchedule;
import io.headwater.trainer.weighting.TaskWeighting;
import io.headwater.trainer.weighting.WeightNormalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Updates a learner batch by batch, with the weights of a strategy, which learns from each update
 * that was applied; used by one thread.
 */
public final class WeightedSteps {
  private static final Logger LOG = LoggerFactory.getLogger(WeightedSteps.class);

  private final Learner learner;
  private final TaskWeighting weighting;
  private final LearningRateSchedule schedule;
  private final double clipNorm;
  private final StepSeeds seeds;
  private final Map<String, Double> factors = new HashMap<>();

  /**
   * Makes the steps of a learner.
   *
   * @param clipNorm greatest global L2 norm of a gradient
   */
  public WeightedSteps(
      Learner learner,
      TaskWeighting weighting,
      LearningRateSchedule schedule,
      double clipNorm,
      StepSeeds seeds) {
    this.learner = learner;
    this.weighting = weighting;
    this.schedule = schedule;
    this.clipNorm = clipNorm;
    this.seeds = seeds;
  }

  /**
   * Sets the constant factor on a task's loss, beside its weight; 1 until then.
   *
   * @return the factor set before, if any was
   */
  public Optional<Double> setFactor(String task, double factor) {
    return Optional.ofNullable(factors.put(task, factor));
  }

  /** Updates the learner once. */
  public Update update(Batch batch) {
    List<TaskModule> tasks = learner.tasks();
    List<TrainingRow> rows = batch.rows().stream().map(PreparedRow::row).toList();
    List<Integer> counts = new ArrayList<>(Collections.nCopies(tasks.size(), 0));
    rows.forEach(row -> counts.set(row.task(), counts.get(row.task()) + 1));
    double rate = schedule.rate(batch.step());
    long seed = seeds.step(batch.step());
    StepWeighing weighing =
        new StepWeighing(weighting, WeightNormalizer.DEFAULT, present(tasks, counts), seed);
    StepResult result =
        learner.step(rows, new StepSettings(rate, clipNorm, weighing.weights(tasks.size()), seed));
    if (result.applied()) {
      weighing.learn(result.losses(), () -> learner.losses(rows));
    } else {
      LOG.warn("Step {} was left out: a loss or the gradient was not finite", batch.step());
    }
    return new Update(rate, seed, counts, result);
  }

  private SortedMap<Integer, StepWeighing.Present> present(
      List<TaskModule> tasks, List<Integer> counts) {
    SortedMap<Integer, StepWeighing.Present> present = new TreeMap<>();
    for (int i = 0; i < counts.size(); i++) {
      if (counts.get(i) > 0) {
        String task = tasks.get(i).task();
        present.put(i, new StepWeighing.Present(task, factors.getOrDefault(task, 1.0)));
      }
    }
    return present;
  }
}
