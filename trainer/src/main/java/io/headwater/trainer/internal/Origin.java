package io.headwater.trainer.internal;

import io.headwater.model.ModelConfig;
import io.headwater.model.pretrained.PretrainedTrunk;
import io.headwater.trainer.ModelInit;
import io.headwater.trainer.TrainerConfig;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a model started from, as every checkpoint of it says.
 *
 * @param details values by name, those of settings under the names that records have for them;
 *     empty for models older than this record
 */
record Origin(Map<String, String> details) {
  private static final String PREFIX = "origin.";
  private static final String INIT = ShapingSettings.recorded(TrainerConfig.MODEL_INIT);
  private static final String LAYERS = ShapingSettings.recorded(TrainerConfig.MODEL_INIT_LAYERS);

  Origin {
    details = Map.copyOf(details);
  }

  /** Returns the origin of a model that starts at random. */
  static Origin random() {
    return new Origin(Map.of(INIT, ModelInit.RANDOM));
  }

  /**
   * Returns the origin of a model that starts from a trained trunk.
   *
   * @param shape shape of the model, which may have fewer layers
   */
  static Origin of(ModelInit init, PretrainedTrunk trunk, ModelConfig shape) throws IOException {
    Map<String, String> details = new HashMap<>();
    details.put(INIT, name(init));
    details.put(LAYERS, String.valueOf(shape.layers()));
    trunk.digests().forEach((file, digest) -> details.put(INIT + ".sha256." + file, digest));
    if (!trunk.origin().isEmpty()) {
      details.put(INIT + ".origin", String.join("; ", trunk.origin()));
    }
    return new Origin(details);
  }

  /** Returns the origin that a checkpoint's trainer state tells. */
  static Origin restore(Map<String, String> stored) {
    Map<String, String> details = new HashMap<>();
    stored.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX)) {
            details.put(key.substring(PREFIX.length()), value);
          }
        });
    return new Origin(details);
  }

  /** Returns what a checkpoint's trainer state holds of it. */
  Map<String, String> store() {
    Map<String, String> stored = new HashMap<>();
    details.forEach((key, value) -> stored.put(PREFIX + key, value));
    return stored;
  }

  /** Returns what the model started from, if it is known. */
  Optional<String> init() {
    return Optional.ofNullable(details.get(INIT));
  }

  /** Returns the name of a start, without the folders above it: those differ between machines. */
  static String name(ModelInit init) {
    return init.path()
        .map(path -> String.valueOf(path.toAbsolutePath().normalize().getFileName()))
        .orElse(init.value());
  }
}
