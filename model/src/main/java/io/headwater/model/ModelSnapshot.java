package io.headwater.model;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Optional;

/**
 * A copy, in host memory, of everything a checkpoint stores of the model; training continues
 * meanwhile.
 *
 * <p>Every array carries its stored name. The trunk is in exported form: the embedding multiplier
 * is folded in and the names are those of its family, so that it is a valid Hugging Face model.
 *
 * @param manager owner of the arrays
 * @param trunk parameters of the trunk, such as {@code model.embed_tokens.weight} and {@code
 *     model.layers.N.*} of Llama
 * @param adapters the trunk's adapters, where those are trained
 * @param modules {@code heads.<task>.*}
 * @param optimizer optimizer state, named {@code <slot>.<parameter name>}, and the array {@code
 *     optimizer.<name>} that names the optimizer
 */
public record ModelSnapshot(
    NDManager manager,
    NDList trunk,
    Optional<ModelAdapters> adapters,
    NDList modules,
    NDList optimizer)
    implements AutoCloseable {

  /** Makes a snapshot without adapters. */
  public ModelSnapshot(NDManager manager, NDList trunk, NDList modules, NDList optimizer) {
    this(manager, trunk, Optional.empty(), modules, optimizer);
  }

  @Override
  public void close() {
    manager.close();
  }
}
