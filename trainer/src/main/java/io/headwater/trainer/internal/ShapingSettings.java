package io.headwater.trainer.internal;

import io.headwater.trainer.ComputeConfig;
import io.headwater.trainer.OptimizerConfig;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.TrunkConfig;
import io.headwater.trainer.WeightingConfig;
import io.headwater.trainer.weighting.TaskWeighting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The settings and state of a trainer that shape the model, as checkpoints and the journal hold
 * them. Their keys are recorded without the prefix {@code trainer.}, since records older than the
 * prefix lack it.
 */
final class ShapingSettings {
  private static final String PREFIX = "trainer.";
  private static final String SETTING = "setting.";
  private static final String WEIGHTING = "weighting.state.";
  private static final List<String> KEYS =
      List.of(
          TrainerConfig.BATCH_TOKENS,
          TrainerConfig.BLOCK_RECORDS,
          TrainerConfig.BLOCK_BYTES,
          TrainerConfig.THREADS,
          TrainerConfig.SEED);

  private static final String SEED = recorded(TrainerConfig.SEED);

  private final Map<String, String> settings = new TreeMap<>();
  private final Origin origin;

  ShapingSettings(
      TrainerConfig config,
      TrunkConfig trunk,
      OptimizerConfig optimizer,
      ComputeConfig compute,
      Map<String, String> stored) {
    Map<String, String> byKey = new HashMap<>();
    for (String key : KEYS) {
      byKey.put(key, String.valueOf(config.values().get(key)));
    }
    byKey.putAll(compute.shaping());
    byKey.putAll(trunk.heeded());
    byKey.putAll(optimizer.heeded());
    byKey.putAll(config.weighting().heeded());
    byKey.forEach((key, value) -> settings.put(recorded(key), value));
    this.origin = Origin.restore(stored);
    // The seed belongs to the model, not the run: a changed one in the configuration is ignored.
    settings.computeIfPresent(SEED, (key, given) -> stored.getOrDefault(SETTING + key, given));
  }

  /** Returns the name under which checkpoints and the journal hold a setting. */
  static String recorded(String key) {
    return key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key;
  }

  /** Returns the seed the model was started with. */
  long seed() {
    return Long.parseLong(settings.get(SEED));
  }

  /** Returns the settings by the name under which they are recorded. */
  Map<String, String> settings() {
    return settings;
  }

  /** Reports each setting that changed, with its old and new value. */
  void forEachChange(Map<String, String> stored, BiConsumer<String, Map<String, String>> told) {
    settings.forEach(
        (key, value) -> {
          String before = stored.get(SETTING + key);
          if (before != null && !before.equals(value)) {
            told.accept(key, Map.of("from", before, "to", value));
          }
        });
  }

  /** Returns the settings and the strategy's state as a checkpoint stores them. */
  Map<String, String> store(TaskWeighting weighting) {
    Map<String, String> stored = new HashMap<>(origin.store());
    settings.forEach((key, value) -> stored.put(SETTING + key, value));
    weighting.state().forEach((key, state) -> stored.put(WEIGHTING + key, state));
    return stored;
  }

  /** Restores a strategy's state, if the checkpoint was made with the same strategy. */
  static void restore(TaskWeighting weighting, Map<String, String> stored) {
    if (weighting.name().equals(stored.get(SETTING + recorded(WeightingConfig.STRATEGY)))) {
      Map<String, String> state = new HashMap<>();
      stored.forEach(
          (key, value) -> {
            if (key.startsWith(WEIGHTING)) {
              state.put(key.substring(WEIGHTING.length()), value);
            }
          });
      weighting.restore(state);
    }
  }
}
