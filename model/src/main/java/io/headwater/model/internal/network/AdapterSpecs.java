package io.headwater.model.internal.network;

import ai.djl.ndarray.types.Shape;

/** The two matrices of an adapter, under the names that PEFT gives them. */
final class AdapterSpecs {
  private static final String PREFIX = "base_model.model.";
  private static final String WEIGHT = ".weight";

  private AdapterSpecs() {}

  /** Returns {@code A} (rank, inputs) of a weight (outputs, inputs). */
  static ParameterSpec down(ParameterSpec weight, int rank) {
    long inputs = weight.shape().get(1);
    // The deviation of PEFT's start, which is uniform between plus and minus 1 / sqrt(inputs).
    double deviation = 1 / Math.sqrt(3.0 * inputs);
    return ParameterSpec.matrix(downName(weight.name()), deviation, rank, inputs);
  }

  /**
   * Returns {@code B} (outputs, rank) of a weight (outputs, inputs): zeros, so nothing is added.
   */
  static ParameterSpec up(ParameterSpec weight, int rank) {
    Shape shape = new Shape(weight.shape().get(0), rank);
    return new ParameterSpec(
        upName(weight.name()), shape, new ParameterSpec.Initial.Constant(0), true);
  }

  /** Returns the name of {@code A} beside a weight. */
  static String downName(String weight) {
    return name(weight, "lora_A");
  }

  /** Returns the name of {@code B} beside a weight. */
  static String upName(String weight) {
    return name(weight, "lora_B");
  }

  private static String name(String weight, String matrix) {
    String module =
        weight.endsWith(WEIGHT) ? weight.substring(0, weight.length() - WEIGHT.length()) : weight;
    return PREFIX + module + "." + matrix + WEIGHT;
  }
}
