package io.headwater.model;

import java.util.Arrays;

/**
 * How queries and keys are rotated by their positions: pair i of a head of size s turns by {@code
 * position * theta^(-2i/s)}, times a factor that the scaling gives.
 *
 * @param theta base, above 0
 * @param scaling how frequencies were changed for longer texts
 */
public record RotaryPositions(double theta, Scaling scaling) {

  /** How frequencies were changed for longer texts. */
  public sealed interface Scaling {

    /** Frequencies are unchanged. */
    record Unscaled() implements Scaling {}

    /**
     * Every frequency is divided by the same factor (Chen et al., 2023).
     *
     * @param factor the divisor
     */
    record Linear(double factor) implements Scaling {}

    /**
     * Low frequencies are divided, high ones are kept, and those between are interpolated (Llama
     * 3.1).
     *
     * @param factor the divisor
     * @param lowFrequency a frequency is low if it makes fewer turns within the original positions
     * @param highFrequency a frequency is high if it makes more turns within the original positions
     * @param originalPositions longest sequence before the change
     */
    record Llama3(double factor, double lowFrequency, double highFrequency, int originalPositions)
        implements Scaling {}
  }

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public RotaryPositions {
    require(theta > 0, "rope theta", theta, "above 0");
    if (scaling instanceof Scaling.Linear linear) {
      require(linear.factor >= 1, "rope factor", linear.factor, "at least 1");
    } else if (scaling instanceof Scaling.Llama3 llama3) {
      require(llama3.factor >= 1, "rope factor", llama3.factor, "at least 1");
      require(llama3.lowFrequency > 0, "low_freq_factor", llama3.lowFrequency, "above 0");
      require(
          llama3.highFrequency > llama3.lowFrequency,
          "high_freq_factor",
          llama3.highFrequency,
          "above low_freq_factor (" + llama3.lowFrequency + ")");
      require(
          llama3.originalPositions > 0,
          "original_max_position_embeddings",
          llama3.originalPositions,
          "at least 1");
    }
  }

  /** Returns positions that were not scaled. */
  public static RotaryPositions unscaled(double theta) {
    return new RotaryPositions(theta, new Scaling.Unscaled());
  }

  /** Returns the factor of each pair's frequency; empty if there is no scaling. */
  public double[] factors(int headSize) {
    double[] factors = new double[headSize / 2];
    if (scaling instanceof Scaling.Linear linear) {
      Arrays.fill(factors, 1 / linear.factor);
      return factors;
    }
    if (scaling instanceof Scaling.Llama3 llama3) {
      for (int i = 0; i < factors.length; i++) {
        double frequency = Math.pow(theta, -2.0 * i / headSize);
        double turns = llama3.originalPositions * frequency / (2 * Math.PI);
        double high = (turns - llama3.lowFrequency) / (llama3.highFrequency - llama3.lowFrequency);
        double share = Math.min(1, Math.max(0, high));
        factors[i] = (1 - share) / llama3.factor + share;
      }
      return factors;
    }
    return new double[0];
  }

  private static void require(boolean holds, String name, double value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + value + " but must be " + allowed);
    }
  }
}
