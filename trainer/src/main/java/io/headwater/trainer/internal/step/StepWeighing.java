package io.headwater.trainer.internal.step;

import io.headwater.model.learning.TaskGradients;
import io.headwater.model.learning.TaskWeights;
import io.headwater.trainer.weighting.StepGradients;
import io.headwater.trainer.weighting.StepLosses;
import io.headwater.trainer.weighting.TaskWeighting;
import io.headwater.trainer.weighting.WeightNormalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * Weighs the tasks of one step: asks the strategy for weights as soon as the learner has the
 * numbers it needs, and then lets it learn from the step.
 */
final class StepWeighing {
  /**
   * A task present in the step.
   *
   * @param name name of the task
   * @param factor constant factor on the task's loss, in addition to the weight
   */
  record Present(String name, double factor) {}

  private final TaskWeighting weighting;
  private final WeightNormalizer normalizer;
  private final List<Integer> indices;
  private final List<Present> tasks;
  private final List<String> names;
  private final long seed;
  private Optional<StepGradients> gradients = Optional.empty();

  /**
   * Makes the weighing of a step, before the step begins.
   *
   * @param present the present tasks, by their index in the learner
   * @param seed seed of the step
   */
  StepWeighing(
      TaskWeighting weighting,
      WeightNormalizer normalizer,
      SortedMap<Integer, Present> present,
      long seed) {
    this.weighting = weighting;
    this.normalizer = normalizer;
    this.indices = List.copyOf(present.keySet());
    this.tasks = List.copyOf(present.values());
    this.names = tasks.stream().map(Present::name).toList();
    this.seed = seed;
  }

  /**
   * Returns the weights for the learner, or how it computes them during the step.
   *
   * @param count number of the learner's tasks
   */
  TaskWeights weights(int count) {
    if (weighting instanceof TaskWeighting.ByHistory byHistory) {
      List<Double> all = new ArrayList<>(Collections.nCopies(count, 0.0));
      List<Double> own = scaled(byHistory.weights(names));
      for (int i = 0; i < own.size(); i++) {
        all.set(indices.get(i), own.get(i));
      }
      return new TaskWeights.Given(all);
    } else if (weighting instanceof TaskWeighting.ByLosses byLosses) {
      return new TaskWeights.OfLosses(
          seen -> scaled(byLosses.weights(new StepLosses(names, seen.losses()))));
    } else if (weighting instanceof TaskWeighting.ByGradients byGradients) {
      return new TaskWeights.OfGradients(seen -> scaled(byGradients.weights(keep(seen), seed)));
    }
    throw new AssertionError(weighting); // sealed
  }

  /** Returns whether the next step's weights may depend on the result of this step. */
  boolean learns() {
    return !(weighting instanceof TaskWeighting.ByHistory byHistory) || byHistory.learns();
  }

  private StepGradients keep(TaskGradients seen) {
    StepGradients kept = new StepGradients(new StepLosses(names, seen.losses()), seen.products());
    gradients = Optional.of(kept);
    return kept;
  }

  private List<Double> scaled(List<Double> raw) {
    List<Double> weights = new ArrayList<>(normalizer.normalize(raw));
    for (int i = 0; i < weights.size(); i++) {
      weights.set(i, weights.get(i) * tasks.get(i).factor());
    }
    return weights;
  }

  /**
   * Lets the strategy learn from an update that was applied; numbers that are not finite are
   * ignored.
   *
   * @param losses losses of all the learner's tasks before the update
   * @param lossesNow computes the losses on the same rows after the update, at the cost of a
   *     forward pass
   */
  void learn(List<Double> losses, Supplier<List<Double>> lossesNow) {
    StepLosses before = ofPresent(losses);
    if (weighting instanceof TaskWeighting.ByHistory byHistory && before.isFinite()) {
      byHistory.observe(before);
    } else if (weighting instanceof TaskWeighting.ByLosses byLosses && before.isFinite()) {
      StepLosses after = ofPresent(lossesNow.get());
      if (after.isFinite()) {
        byLosses.observe(before, after);
      }
    } else if (weighting instanceof TaskWeighting.ByGradients byGradients) {
      gradients.filter(StepGradients::isFinite).ifPresent(byGradients::observe);
    }
  }

  private StepLosses ofPresent(List<Double> losses) {
    return new StepLosses(names, indices.stream().map(losses::get).toList());
  }
}
