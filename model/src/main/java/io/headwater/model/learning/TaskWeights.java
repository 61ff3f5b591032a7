package io.headwater.model.learning;

import java.util.List;
import java.util.function.Function;

/**
 * Where a step's task weights come from. The update descends the sum of the tasks' losses, each
 * times its weight; absent tasks are masked.
 */
public sealed interface TaskWeights {

  /**
   * Weights known before the step: one pass forward and one back.
   *
   * @param weights weight of each of the learner's tasks, by index, finite and at least 0
   */
  record Given(List<Double> weights) implements TaskWeights {
    /** Copies the weights. */
    public Given {
      weights = List.copyOf(weights);
    }
  }

  /**
   * Weights that follow from the losses of this step's own forward pass.
   *
   * @param rule asked once, between forward and backward pass; returns a weight, finite and at
   *     least 0, for each of the tasks it is shown, in their order
   */
  record OfLosses(Function<TaskLosses, List<Double>> rule) implements TaskWeights {}

  /**
   * Weights that follow from the gradients of this step: one pass forward and, for each present
   * task, one back.
   *
   * @param rule asked once, after the backward passes, unless a loss or product is not finite and
   *     the step is left out; returns a weight, finite and at least 0, for each of the tasks it is
   *     shown, in their order
   */
  record OfGradients(Function<TaskGradients, List<Double>> rule) implements TaskWeights {}
}
