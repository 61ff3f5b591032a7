package io.headwater.model.pretrained.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.headwater.model.internal.network.ParameterInitializer;
import io.headwater.model.internal.network.ParameterSpec;

/**
 * Fills the embedding rows of tokens that are new to a model: with the mean of the known rows,
 * which keeps the probabilities of all other tokens near what they were (Hewitt, 2021), plus a
 * little noise, which tells the new tokens apart.
 *
 * @param first first row to fill; those before are known
 * @param end row after the last to fill; later rows, if any, stay as they are
 * @param seed seed of the noise
 */
public record NewRows(int first, int end, long seed) {
  /** Deviation of the noise, in deviations of the known rows. */
  private static final double NOISE = 0.1;

  /** Returns the array, fp32, with the rows filled; its manager owns the result and all scratch. */
  public NDArray fill(NDArray stored) {
    if (first == end) {
      return stored;
    }
    NDManager manager = stored.getManager();
    NDArray array = stored.toType(DataType.FLOAT32, false);
    NDArray known = array.get(new NDIndex("0:{}", first));
    NDArray mean = known.mean(new int[] {0}, true);
    double deviation = Math.sqrt(known.sub(mean).square().mean().getFloat());
    ParameterSpec noise =
        new ParameterSpec(
            stored.getName() + ".new",
            new Shape(end - first, array.getShape().get(1)),
            new ParameterSpec.Initial.Normal(NOISE * deviation),
            true);
    NDList parts = new NDList(known);
    parts.add(new ParameterInitializer(seed).create(manager, noise).add(mean));
    if (end < array.getShape().get(0)) {
      parts.add(array.get(new NDIndex("{}:", end)));
    }
    NDArray filled = NDArrays.concat(parts);
    filled.setName(stored.getName());
    return filled;
  }
}
