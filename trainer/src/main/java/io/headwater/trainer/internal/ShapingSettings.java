package io.headwater.trainer.internal;

import io.headwater.trainer.ComputeConfig;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.WeightingConfig;
import io.headwater.trainer.weighting.TaskWeighting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** The settings and state of a trainer that shape the model, as checkpoints hold them. */
final class ShapingSettings {
  private static final String SETTING = "setting.";
  private static final String WEIGHTING = "weighting.state.";
  private static final List<String> KEYS =
      List.of(
          TrainerConfig.BATCH_TOKENS,
          TrainerConfig.BLOCK_RECORDS,
          TrainerConfig.THREADS,
          TrainerConfig.SEED);

  private final Map<String, String> settings = new TreeMap<>();

  ShapingSettings(TrainerConfig config, ComputeConfig compute, Map<String, String> stored) {
    for (String key : KEYS) {
      settings.put(key, String.valueOf(config.values().get(key)));
    }
    settings.putAll(compute.shaping());
    settings.putAll(config.optimizer().heeded());
    settings.putAll(config.weighting().heeded());
    // The seed is the model's, not the run's: another one in the configuration does not count.
    settings.computeIfPresent(
        TrainerConfig.SEED, (key, given) -> stored.getOrDefault(SETTING + key, given));
  }

  /** Returns the seed the model was started with. */
  long seed() {
    return Long.parseLong(settings.get(TrainerConfig.SEED));
  }

  /** Returns the settings, by key. */
  Map<String, String> settings() {
    return settings;
  }

  /** Tells of each setting that is not what it was, with what it was. */
  void forEachChange(Map<String, String> stored, BiConsumer<String, Map<String, String>> told) {
    settings.forEach(
        (key, value) -> {
          String before = stored.get(SETTING + key);
          if (before != null && !before.equals(value)) {
            told.accept(key, Map.of("from", before, "to", value));
          }
        });
  }

  /** Returns what a checkpoint stores. */
  Map<String, String> store(TaskWeighting weighting) {
    Map<String, String> stored = new HashMap<>();
    settings.forEach((key, value) -> stored.put(SETTING + key, value));
    weighting.state().forEach((key, state) -> stored.put(WEIGHTING + key, state));
    return stored;
  }

  /** Gives a strategy its state back, where the checkpoint holds one of the same strategy. */
  static void restore(TaskWeighting weighting, Map<String, String> stored) {
    if (weighting.name().equals(stored.get(SETTING + WeightingConfig.STRATEGY))) {
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
