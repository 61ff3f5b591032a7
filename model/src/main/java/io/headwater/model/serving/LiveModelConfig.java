package io.headwater.model.serving;

import ai.djl.Device;
import io.headwater.model.hardware.Devices;
import io.headwater.service.config.ServiceConfig;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/** Configuration of a {@link LiveModel} in somebody's own program. */
public final class LiveModelConfig extends ServiceConfig {
  /** Where the model computes. */
  public static final String DEVICE = "live.device";

  /** How long a use may go on after its version was replaced. */
  public static final String LEASE_MS = "live.lease.ms";

  /**
   * Checks the settings.
   *
   * @throws org.apache.kafka.common.config.ConfigException if a key is unknown or a value is not
   *     allowed, in one sentence
   */
  public LiveModelConfig(Map<String, ?> settings) {
    super(definition(), settings);
  }

  /** Returns the keys of a live model, those of every service among them. */
  public static ConfigDef definition() {
    return ServiceConfig.definition()
        .define(
            DEVICE,
            ConfigDef.Type.STRING,
            Devices.AUTO,
            Devices.NAMES,
            Importance.MEDIUM,
            "Where the model computes: cpu, gpu:0, gpu:1 and so on, or auto, which is gpu:0 where"
                + " there is a GPU.")
        .define(
            LEASE_MS,
            ConfigDef.Type.LONG,
            LiveModel.DEFAULT_LEASE.toMillis(),
            Range.atLeast(0),
            Importance.LOW,
            "How long a use may go on after its version was replaced, in milliseconds; the next"
                + " swap waits as long for it.");
  }

  /**
   * Returns where the model computes.
   *
   * @throws org.apache.kafka.common.config.ConfigException if there is no such device here, in one
   *     sentence
   */
  Device device() {
    return Devices.named(DEVICE, getString(DEVICE));
  }

  /** Returns how long a use may go on after its version was replaced. */
  Duration lease() {
    return Duration.ofMillis(getLong(LEASE_MS));
  }
}
