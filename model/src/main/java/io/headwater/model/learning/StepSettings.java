package io.headwater.model.learning;

import java.util.List;

/**
 * What a step is told beside its rows.
 *
 * @param learningRate rate of this update
 * @param clipNorm greatest global L2 norm of the gradient; gradients above it are rescaled
 * @param taskWeights factor on the loss of each of the learner's tasks, by index; absent tasks are
 *     masked whatever their weight
 * @param seed seed of the step's random numbers
 */
public record StepSettings(
    double learningRate, double clipNorm, List<Double> taskWeights, long seed) {
  /** Copies the weights. */
  public StepSettings {
    taskWeights = List.copyOf(taskWeights);
  }
}
