package io.headwater.trainer;

import ai.djl.Device;
import io.headwater.model.Precision;
import io.headwater.model.hardware.Devices;
import io.headwater.model.hardware.Processor;
import io.headwater.model.learning.ComputeSettings;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;

/** Where and how the model computes, {@code auto} settled by what this machine has. */
public final class ComputeConfig {
  /** Where the model computes. */
  public static final String DEVICE = "device";

  /** Number type of the arithmetic. */
  public static final String PRECISION = "precision";

  /** Tokens of one pass. */
  public static final String PART_TOKENS = "batch.part.tokens";

  /** Tokens of a pass that is computed in part once more on the way back. */
  public static final String RECOMPUTE_TOKENS = "recompute.tokens";

  private static final String AUTO = "auto";

  private final ComputeSettings settings;
  private final int partTokens;

  ComputeConfig(AbstractConfig config) {
    Device device = Devices.named(DEVICE, config.getString(DEVICE));
    this.partTokens = config.getInt(PART_TOKENS);
    this.settings =
        new ComputeSettings(
            device,
            precision(config.getString(PRECISION), device, Processor.here()),
            limit(partTokens),
            limit(config.getInt(RECOMPUTE_TOKENS)));
  }

  static ConfigDef define(ConfigDef definition) {
    return definition
        .define(
            DEVICE,
            ConfigDef.Type.STRING,
            Devices.AUTO,
            Devices.NAMES,
            Importance.MEDIUM,
            "Where the model computes: cpu, gpu:0, gpu:1 and so on, or auto, which is gpu:0 where"
                + " there is a GPU.")
        .define(
            PRECISION,
            ConfigDef.Type.STRING,
            AUTO,
            ValidString.in(AUTO, name(Precision.FP32), name(Precision.BF16)),
            Importance.MEDIUM,
            "Number type the model computes in; its weights stay fp32. auto is bf16 on a GPU and on"
                + " a processor with AMX or AVX-512 BF16, else fp32.")
        .define(
            PART_TOKENS,
            ConfigDef.Type.INT,
            0,
            Range.atLeast(0),
            Importance.MEDIUM,
            "Most tokens of one pass, for want of memory: a larger batch is passed in parts whose"
                + " gradients are added; 0 passes every batch whole.")
        .define(
            RECOMPUTE_TOKENS,
            ConfigDef.Type.INT,
            0,
            Range.atLeast(0),
            Importance.LOW,
            "A pass of more tokens keeps only the input of each layer, and computes the rest once"
                + " more on the way back, for want of memory; 0 keeps everything.");
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
   * Returns, by key, what the model's bytes depend on; recomputing gives the same bytes, and is not
   * among them.
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
