package io.headwater.model.internal.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.ModelAdapters;

/** Adds adapters to the weights they stand beside: a trunk that computes the same without them. */
public final class AdapterMerge {
  private AdapterMerge() {}

  /**
   * Returns a trunk into which adapters are merged.
   *
   * @param trunk arrays of the trunk, which stay as they are
   * @param owner owner of the merged weights; the other arrays are those of {@code trunk}
   * @throws IllegalArgumentException if an adapter's matrix is missing or does not fit its weight
   */
  public static NDList merged(NDList trunk, ModelAdapters adapters, NDManager owner) {
    StoredArrays matrices = new StoredArrays(adapters.arrays());
    NDList merged = new NDList(trunk.size());
    for (NDArray weight : trunk) {
      String down = AdapterSpecs.downName(weight.getName());
      if (!matrices.has(down)) {
        merged.add(weight);
        continue;
      }
      NDArray up = matrices.get(AdapterSpecs.upName(weight.getName()));
      try (NDArray product = up.matMul(matrices.get(down));
          NDArray added = product.mul((float) adapters.lora().factor())) {
        if (!added.getShape().equals(weight.getShape())) {
          throw new IllegalArgumentException(
              "The adapter of %s has the shape %s but must have %s"
                  .formatted(weight.getName(), added.getShape(), weight.getShape()));
        }
        NDArray sum = weight.add(added);
        sum.attach(owner);
        sum.setName(weight.getName());
        merged.add(sum);
      }
    }
    return merged;
  }
}
