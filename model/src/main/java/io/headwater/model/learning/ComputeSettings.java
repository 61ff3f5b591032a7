package io.headwater.model.learning;

import ai.djl.Device;
import io.headwater.model.Precision;

/**
 * Where and how a learner computes. None of it but the precision changes what is learned beyond
 * rounding.
 *
 * @param device device of parameters and arithmetic
 * @param precision number type of the arithmetic
 * @param partTokens most tokens of one forward and backward pass: a larger batch is passed in parts
 *     whose gradients are added, and updates the parameters once
 * @param recomputeTokens a pass of more tokens keeps only the input of each layer, and computes the
 *     rest of the layer once more on the way back: a third more arithmetic for a fraction of the
 *     memory
 */
public record ComputeSettings(
    Device device, Precision precision, int partTokens, int recomputeTokens) {

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if one is below its least value
   */
  public ComputeSettings {
    require(partTokens >= 1, "partTokens", partTokens, "at least 1");
    require(recomputeTokens >= 0, "recomputeTokens", recomputeTokens, "at least 0");
  }

  /** Returns settings of single precision without limits. */
  public static ComputeSettings on(Device device) {
    return new ComputeSettings(device, Precision.FP32, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  private static void require(boolean holds, String name, int value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + value + " but must be " + allowed);
    }
  }
}
