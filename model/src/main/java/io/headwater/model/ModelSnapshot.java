package io.headwater.model;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/**
 * A copy, in host memory, of everything a checkpoint stores of the model; training continues
 * meanwhile.
 *
 * <p>Every array carries its stored name. The trunk is in exported form: the embedding multiplier
 * is folded in and the names are those of the Llama family, so that it is a valid Hugging Face
 * model.
 *
 * @param manager owner of the arrays
 * @param trunk {@code model.embed_tokens.weight}, {@code model.layers.N.*}, {@code
 *     model.norm.weight}, and {@code lm_head.weight} where untied
 * @param modules {@code heads.<task>.*}
 * @param optimizer optimizer state, named {@code <slot>.<parameter name>}, and the array {@code
 *     optimizer.<name>} that names the optimizer
 */
public record ModelSnapshot(NDManager manager, NDList trunk, NDList modules, NDList optimizer)
    implements AutoCloseable {
  @Override
  public void close() {
    manager.close();
  }
}
