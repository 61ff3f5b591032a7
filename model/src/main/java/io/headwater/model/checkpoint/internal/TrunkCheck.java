package io.headwater.model.checkpoint.internal;

import ai.djl.ndarray.types.Shape;
import io.headwater.model.ModelConfig;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.internal.network.TrunkFile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares a trunk's arrays with its configuration. */
public final class TrunkCheck {
  private TrunkCheck() {}

  /**
   * Checks that no array is missing, unexpected or of the wrong shape.
   *
   * @param file name for messages
   * @param trunk shapes of the arrays by their names
   * @throws CorruptCheckpointException if an array is wrong
   */
  public static void check(String file, ModelConfig config, Map<String, Shape> trunk)
      throws CorruptCheckpointException {
    Set<String> unexpected = new LinkedHashSet<>(trunk.keySet());
    List<String> missing = new ArrayList<>();
    for (Map.Entry<String, Shape> expected : new TrunkFile(config).shapes().entrySet()) {
      String name = expected.getKey();
      if (!unexpected.remove(name)) {
        missing.add(name);
      } else if (!trunk.get(name).equals(expected.getValue())) {
        throw new CorruptCheckpointException(
            "%s: %s has the shape %s but config.json asks for %s"
                .formatted(file, name, trunk.get(name), expected.getValue()));
      }
    }
    refuse(file, missing, "missing");
    refuse(file, List.copyOf(unexpected), "no part of the model config.json describes");
  }

  private static void refuse(String file, List<String> names, String what)
      throws CorruptCheckpointException {
    if (!names.isEmpty()) {
      String more = names.size() > 1 ? " (and " + (names.size() - 1) + " more)" : "";
      throw new CorruptCheckpointException(file + ": " + names.get(0) + " is " + what + more);
    }
  }
}
