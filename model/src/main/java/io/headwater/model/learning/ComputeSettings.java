package io.headwater.model.learning;

import ai.djl.Device;
import io.headwater.model.Precision;

/**
 * Where and how a learner computes. None of it changes what is learned beyond rounding; the bytes
 * of the result depend on device, precision and parts.
 *
 * @param device device of parameters and arithmetic
 * @param precision number type of the arithmetic
 * @param partTokens most tokens of one forward and backward pass: a larger batch goes through in
 *     parts, whose gradients are added, and still updates the parameters once
 * @param recomputeTokens a pass of more tokens than this keeps only the input of each layer and
 *     computes the layer again in the backward pass: a third more arithmetic for a fraction of the
 *     memory
 */
public record ComputeSettings(
    Device device, Precision precision, int partTokens, int recomputeTokens) {

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if a limit is below its minimum
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
