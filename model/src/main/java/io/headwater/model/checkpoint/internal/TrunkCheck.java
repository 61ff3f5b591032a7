package io.headwater.model.checkpoint.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.headwater.model.ModelConfig;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.internal.network.ParameterSpec;
import io.headwater.model.internal.network.TrunkLayout;
import java.util.HashMap;
import java.util.Map;

/** Compares a trunk's arrays with its configuration. */
public final class TrunkCheck {
  private TrunkCheck() {}

  /**
   * Checks that no array is missing or of another shape.
   *
   * @param file name for messages
   * @throws CorruptCheckpointException if one is
   */
  public static void check(String file, ModelConfig config, NDList trunk)
      throws CorruptCheckpointException {
    Map<String, NDArray> byName = new HashMap<>();
    trunk.forEach(array -> byName.put(array.getName(), array));
    for (ParameterSpec expected : TrunkLayout.of(config)) {
      NDArray array = byName.get(expected.name());
      if (array == null) {
        throw new CorruptCheckpointException(file + ": " + expected.name() + " is missing");
      }
      if (!array.getShape().equals(expected.shape())) {
        throw new CorruptCheckpointException(
            "%s: %s has the shape %s but config.json asks for %s"
                .formatted(file, expected.name(), array.getShape(), expected.shape()));
      }
    }
  }
}
