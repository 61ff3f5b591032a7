package io.headwater.model.inference;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.TaskModule;
import io.headwater.model.internal.inference.ProgramPredictor;
import io.headwater.model.internal.network.AdapterMerge;
import io.headwater.model.tokenizer.TokenKinds;
import java.util.List;

/** Makes predictors. */
public final class Predictors {
  private Predictors() {}

  /**
   * Returns a predictor that computes with copies of a snapshot's arrays. Adapters, if it has some,
   * are added to the weights they stand beside.
   *
   * @throws IllegalArgumentException if an array is missing or has the wrong shape, or a task's
   *     kind has no module
   */
  public static Predictor create(
      Device device, ModelConfig config, List<TaskModule> tasks, ModelSnapshot snapshot) {
    if (snapshot.adapters().isEmpty()) {
      return create(device, config, tasks, snapshot.trunk(), snapshot.modules());
    }
    try (NDManager scratch = snapshot.manager().newSubManager()) {
      NDList merged = AdapterMerge.merged(snapshot.trunk(), snapshot.adapters().get(), scratch);
      return create(device, config, tasks, merged, snapshot.modules());
    }
  }

  /**
   * Returns a predictor that computes with copies of stored arrays, and that knows nothing of its
   * tokens: an encoder's texts may hold any of them.
   *
   * @param trunk arrays of {@link io.headwater.model.ModelSnapshot#trunk()}
   * @param modules arrays of {@link io.headwater.model.ModelSnapshot#modules()}
   * @throws IllegalArgumentException if an array is missing or has the wrong shape, or a task's
   *     kind has no module
   */
  public static Predictor create(
      Device device, ModelConfig config, List<TaskModule> tasks, NDList trunk, NDList modules) {
    return create(device, config, tasks, TokenKinds.UNKNOWN, trunk, modules);
  }

  /**
   * Returns a predictor that computes with copies of stored arrays.
   *
   * @param kinds the tokens that an encoder's texts may not hold, and those that continue words
   * @param trunk arrays of {@link io.headwater.model.ModelSnapshot#trunk()}
   * @param modules arrays of {@link io.headwater.model.ModelSnapshot#modules()}
   * @throws IllegalArgumentException if an array is missing or has the wrong shape, or a task's
   *     kind has no module
   */
  public static Predictor create(
      Device device,
      ModelConfig config,
      List<TaskModule> tasks,
      TokenKinds kinds,
      NDList trunk,
      NDList modules) {
    return new ProgramPredictor(device, config, tasks, kinds, trunk, modules);
  }
}
