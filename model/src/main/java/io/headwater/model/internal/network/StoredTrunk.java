package io.headwater.model.internal.network;

import ai.djl.ndarray.NDArray;
import io.headwater.model.ModelConfig;
import io.headwater.model.TrunkParts;
import io.headwater.model.TrunkParts.Part;
import io.headwater.model.internal.layout.TrunkArrays.TrunkParameter;

/**
 * Turns the trunk's parameters into their stored form and back, exactly, since the factors are
 * powers of two.
 *
 * <p>Stored, the embedding holds the multiplier. Where it is also the output embedding, the final
 * norm's gain and bias are divided by the multiplier, so that the logits stay the same.
 */
public final class StoredTrunk {
  private StoredTrunk() {}

  /** Returns the factor that takes a parameter to its stored form. */
  public static float factor(ModelConfig config, String name) {
    if (config.embeddingMultiplier() == 1) {
      return 1f;
    }
    TrunkNames names = TrunkNames.of(config.family());
    if (name.equals(names.of(TrunkParameter.EMBEDDING))) {
      return config.embeddingMultiplier();
    }
    TrunkParts parts = config.family().parts();
    boolean ofFinalNorm =
        (parts.has(Part.FINAL_NORM) && name.equals(names.of(TrunkParameter.FINAL_NORM)))
            || (parts.finalNormBias() && name.equals(names.of(TrunkParameter.FINAL_NORM_BIAS)));
    if (config.tiedEmbedding() && ofFinalNorm) {
      return 1f / config.embeddingMultiplier();
    }
    return 1f;
  }

  /** Scales an array in place if the factor is not 1. */
  public static void scale(NDArray array, float factor) {
    if (factor != 1f) {
      array.muli(factor);
    }
  }
}
