package io.headwater.model.learning;

import java.util.List;

/**
 * The settings of a step, which come with its rows.
 *
 * @param learningRate rate of this update
 * @param rateFactors factors of that rate for parts of the model
 * @param clipNorm greatest global L2 norm of the gradient; gradients above it are rescaled
 * @param weights where the weights of the tasks' losses come from
 * @param seed seed of the step's random numbers
 */
public record StepSettings(
    double learningRate, RateFactors rateFactors, double clipNorm, TaskWeights weights, long seed) {

  /** Makes settings of one rate for all parameters. */
  public StepSettings(double learningRate, double clipNorm, TaskWeights weights, long seed) {
    this(learningRate, RateFactors.NONE, clipNorm, weights, seed);
  }

  /** Makes settings of one rate, with weights known before the step, by task index. */
  public StepSettings(double learningRate, double clipNorm, List<Double> weights, long seed) {
    this(learningRate, clipNorm, new TaskWeights.Given(weights), seed);
  }
}
