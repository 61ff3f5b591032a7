package io.headwater.model.internal.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.learning.OptimizerSettings;

/** Marks stored state with an array whose name, {@code optimizer.<name>}, tells its optimizer. */
final class StoredOptimizer {
  private static final String MARK = "optimizer.";

  private StoredOptimizer() {}

  /** Returns the array that names an optimizer. */
  static NDArray mark(String optimizer, NDManager owner) {
    NDArray mark = owner.create(1f);
    mark.setName(MARK + optimizer);
    return mark;
  }

  /** Returns the optimizer that stored a state; unmarked states are older and AdamW's. */
  static String of(NDList state) {
    return state.stream()
        .map(NDArray::getName)
        .filter(name -> name.startsWith(MARK))
        .map(name -> name.substring(MARK.length()))
        .findFirst()
        .orElse(OptimizerSettings.AdamW.NAME);
  }
}
