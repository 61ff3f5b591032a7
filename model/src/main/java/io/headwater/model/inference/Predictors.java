package io.headwater.model.inference;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import io.headwater.model.ModelConfig;
import io.headwater.model.TaskModule;
import io.headwater.model.internal.inference.ProgramPredictor;
import java.util.List;

/** Makes predictors. */
public final class Predictors {
  private Predictors() {}

  /**
   * Returns a predictor that computes with copies of stored arrays.
   *
   * @param trunk arrays of {@link io.headwater.model.ModelSnapshot#trunk()}
   * @param modules arrays of {@link io.headwater.model.ModelSnapshot#modules()}
   * @throws IllegalArgumentException if an array is missing or has the wrong shape, or a task's
   *     kind has no module
   */
  public static Predictor create(
      Device device, ModelConfig config, List<TaskModule> tasks, NDList trunk, NDList modules) {
    return new ProgramPredictor(device, config, tasks, trunk, modules);
  }
}
