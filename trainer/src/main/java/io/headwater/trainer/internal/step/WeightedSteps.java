package io.headwater.trainer.internal.step;

import io.headwater.model.TaskModule;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.RateFactors;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.TrainingRow;
import io.headwater.trainer.internal.batch.Batch;
import io.headwater.trainer.internal.batch.PreparedRow;
import io.headwater.trainer.internal.batch.StepSeeds;
import io.headwater.trainer.internal.schedule.LearningRateSchedule;
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

/**
 * Updates a learner batch by batch, with the weights of a strategy that learns from each applied
 * update; used by one thread.
 */
public final class WeightedSteps {
  private final Learner learner;
  private final TaskWeighting weighting;
  private final LearningRateSchedule schedule;
  private final RateFactors rateFactors;
  private final double clipNorm;
  private final StepSeeds seeds;
  private final Map<String, Double> factors = new HashMap<>();

  /**
   * Makes steps that update the given learner.
   *
   * @param rateFactors factors of the rate for parts of the model
   * @param clipNorm greatest global L2 norm of a gradient
   */
  public WeightedSteps(
      Learner learner,
      TaskWeighting weighting,
      LearningRateSchedule schedule,
      RateFactors rateFactors,
      double clipNorm,
      StepSeeds seeds) {
    this.learner = learner;
    this.weighting = weighting;
    this.schedule = schedule;
    this.rateFactors = rateFactors;
    this.clipNorm = clipNorm;
    this.seeds = seeds;
  }

  /**
   * Sets a constant factor on a task's loss, in addition to its weight. It is 1 until set.
   *
   * @return the factor set before, if any was
   */
  public Optional<Double> setFactor(String task, double factor) {
    return Optional.ofNullable(factors.put(task, factor));
  }

  /** Updates the learner once with a batch. */
  public AppliedUpdate update(Batch batch) {
    return begin(batch).await();
  }

  /** Begins an update of the learner; await updates in the order in which they were begun. */
  public PendingUpdate begin(Batch batch) {
    List<TaskModule> tasks = learner.tasks();
    List<TrainingRow> rows = batch.rows().stream().map(PreparedRow::row).toList();
    List<Integer> counts = new ArrayList<>(Collections.nCopies(tasks.size(), 0));
    rows.forEach(row -> counts.set(row.task(), counts.get(row.task()) + 1));
    long seed = seeds.step(batch.step());
    StepWeighing weighing =
        new StepWeighing(weighting, WeightNormalizer.DEFAULT, present(tasks, counts), seed);
    StepSettings settings =
        new StepSettings(
            schedule.rate(batch.step()),
            rateFactors,
            clipNorm,
            weighing.weights(tasks.size()),
            seed);
    return new PendingUpdate(batch.step(), learner, rows, counts, settings, weighing);
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
