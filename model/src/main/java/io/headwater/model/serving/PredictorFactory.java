package io.headwater.model.serving;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import io.headwater.model.ModelConfig;
import io.headwater.model.TaskModule;
import io.headwater.model.inference.Predictor;
import io.headwater.model.tokenizer.TokenKinds;
import java.util.List;

/** Makes a predictor from stored arrays. */
@FunctionalInterface
public interface PredictorFactory {

  /**
   * Returns a predictor that holds copies of the arrays.
   *
   * @throws IllegalArgumentException if the arrays do not fit the configuration or the tasks
   */
  Predictor create(
      Device device,
      ModelConfig config,
      List<TaskModule> tasks,
      TokenKinds kinds,
      NDList trunk,
      NDList modules);
}
