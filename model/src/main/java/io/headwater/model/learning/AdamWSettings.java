package io.headwater.model.learning;

/**
 * Settings of AdamW (Loshchilov and Hutter 2019); the rate comes with each step.
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param weightDecay decoupled decay of matrices, not of norms and biases, times the rate; at least
 *     0
 * @param epsilon added to the root of the second moment, above 0
 */
public record AdamWSettings(double beta1, double beta2, double weightDecay, double epsilon) {

  /** Betas .9 and .98, decay .01, epsilon 1e-8. */
  public static final AdamWSettings DEFAULT = new AdamWSettings(0.9, 0.98, 0.01, 1e-8);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public AdamWSettings {
    require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "in [0, 1)");
    require(beta2 >= 0 && beta2 < 1, "beta2", beta2, "in [0, 1)");
    require(
        weightDecay >= 0 && Double.isFinite(weightDecay), "weightDecay", weightDecay, "at least 0");
    require(epsilon > 0 && Double.isFinite(epsilon), "epsilon", epsilon, "above 0");
  }

  private static void require(boolean holds, String name, double value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + value + " but must be " + allowed);
    }
  }
}
