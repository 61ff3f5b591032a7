package io.headwater.model.learning;

import java.util.List;

/**
 * The settings of a step, which come with its rows.
 *
 * @param learningRate rate of this update
 * @param moduleRateFactor factor of that rate for the parameters of the tasks' modules: new modules
 *     on a pretrained trunk learn faster than the trunk should
 * @param layerRateFactor factor of the rate from each layer of the trunk to the one below it, the
 *     embeddings being the lowest: what is near the input is more general and should move less
 *     (Howard and Ruder, "Universal Language Model Fine-tuning for Text Classification", 2018)
 * @param clipNorm greatest global L2 norm of the gradient; gradients above it are rescaled
 * @param weights where the weights of the tasks' losses come from
 * @param seed seed of the step's random numbers
 */
public record StepSettings(
    double learningRate,
    double moduleRateFactor,
    double layerRateFactor,
    double clipNorm,
    TaskWeights weights,
    long seed) {

  /** Makes settings of one rate for the trunk. */
  public StepSettings(
      double learningRate,
      double moduleRateFactor,
      double clipNorm,
      TaskWeights weights,
      long seed) {
    this(learningRate, moduleRateFactor, 1, clipNorm, weights, seed);
  }

  /** Makes settings of one rate for all parameters. */
  public StepSettings(double learningRate, double clipNorm, TaskWeights weights, long seed) {
    this(learningRate, 1, clipNorm, weights, seed);
  }

  /** Makes settings of one rate, with weights known before the step, by task index. */
  public StepSettings(double learningRate, double clipNorm, List<Double> weights, long seed) {
    this(learningRate, clipNorm, new TaskWeights.Given(weights), seed);
  }
}
