package io.headwater.trainer;

import static io.headwater.service.config.Allowed.atLeast;
import static io.headwater.service.config.Allowed.oneOf;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import ai.djl.Device;
import io.headwater.model.Precision;
import io.headwater.model.hardware.Devices;
import io.headwater.model.hardware.Processor;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.service.config.Settings;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;

/** Where and how the model computes; {@code auto} is resolved by the hardware of this machine. */
public final class ComputeConfig {
  static final Settings SETTINGS = Settings.formerlyWithout("trainer.");

  private static final String AUTO = "auto";

  public static final String DEVICE = Devices.setting(SETTINGS, "trainer.device");

  public static final String PRECISION =
      SETTINGS
          .string(
              "trainer.precision", AUTO, oneOf(AUTO, name(Precision.FP32), name(Precision.BF16)))
          .doc(
              MEDIUM,
              "Number type the model computes in; its weights stay fp32. auto is bf16 on a GPU and"
                  + " on a processor with AMX or AVX-512 BF16, else fp32.");

  public static final String PART_TOKENS =
      SETTINGS
          .integer("trainer.batch.part.tokens", 0, atLeast(0))
          .doc(
              MEDIUM,
              "Most tokens of one pass, to save memory: a larger batch is passed in parts whose"
                  + " gradients are added; 0 passes every batch whole.");

  public static final String RECOMPUTE_TOKENS =
      SETTINGS
          .integer("trainer.recompute.tokens", 0, atLeast(0))
          .doc(
              LOW,
              "A pass of more tokens keeps only the input of each layer, and computes the rest once"
                  + " more on the way back, to save memory; 0 keeps everything.");

  private final ComputeSettings settings;
  private final int partTokens;

  ComputeConfig(AbstractConfig config) {
    EngineThreads.set(config.getInt(TrainerConfig.THREADS));
    Device device = Devices.named(DEVICE, config.getString(DEVICE));
    this.partTokens = config.getInt(PART_TOKENS);
    this.settings =
        new ComputeSettings(
            device,
            precision(config.getString(PRECISION), device, Processor.here()),
            limit(partTokens),
            limit(config.getInt(RECOMPUTE_TOKENS)));
  }

  static Precision precision(String name, Device device, Processor processor) {
    if (!name.equals(AUTO)) {
      return Precision.valueOf(name.toUpperCase(Locale.ROOT));
    }
    return device.isGpu() || processor.multipliesBfloat16() ? Precision.BF16 : Precision.FP32;
  }

  private static int limit(int tokens) {
    return tokens == 0 ? Integer.MAX_VALUE : tokens;
  }

  private static String name(Precision precision) {
    return precision.name().toLowerCase(Locale.ROOT);
  }

  /** Returns where and how a learner computes. */
  public ComputeSettings settings() {
    return settings;
  }

  /**
   * Returns the settings that the model's bytes depend on, by key. {@link #RECOMPUTE_TOKENS} is not
   * among them: recomputing gives the same bytes.
   */
  public Map<String, String> shaping() {
    return Map.of(
        DEVICE,
        Devices.nameOf(settings.device()),
        PRECISION,
        name(settings.precision()),
        PART_TOKENS,
        Integer.toString(partTokens));
  }
}
