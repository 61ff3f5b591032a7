package io.headwater.model.internal.network;

import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * A parameter of the network.
 *
 * @param name stored name
 * @param shape its shape
 * @param initial its initial values
 * @param decays whether weight decay applies
 */
public record ParameterSpec(String name, Shape shape, Initial initial, boolean decays) {

  /** The initial values of a parameter. */
  public sealed interface Initial {

    /** The same value for every element. */
    record Constant(float value) implements Initial {}

    /** The elements given. */
    record Values(List<Float> elements) implements Initial {}

    /** Normal with mean 0. */
    record Normal(double deviation) implements Initial {}

    /** Normal with mean 0; each row depends on its own name, whatever the other rows are. */
    record NormalRows(double deviation, List<String> names) implements Initial {}
  }

  static ParameterSpec matrix(String name, double deviation, long rows, long columns) {
    return new ParameterSpec(name, new Shape(rows, columns), new Initial.Normal(deviation), true);
  }

  static ParameterSpec vector(String name, float value, long size) {
    return new ParameterSpec(name, new Shape(size), new Initial.Constant(value), false);
  }
}
