package io.headwater.model.serving;

import static io.headwater.service.config.Allowed.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;

import ai.djl.Device;
import io.headwater.model.hardware.Devices;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.config.Settings;
import java.time.Duration;
import java.util.Map;

/** Configuration of a {@link LiveModel} in an application. */
public final class LiveModelConfig extends ServiceConfig {
  private static final Settings SETTINGS = new Settings();

  public static final String DEVICE = Devices.setting(SETTINGS, "live.device");

  public static final String TOP_LABELS = TopLabels.setting(SETTINGS, "live.top.labels");

  public static final String LEASE_MS =
      SETTINGS
          .longInteger("live.lease.ms", LiveModel.DEFAULT_LEASE.toMillis(), atLeast(0))
          .doc(
              LOW,
              "How long a use may continue after its version was replaced, in milliseconds; the"
                  + " next swap waits that long for it.");

  /**
   * Checks the settings.
   *
   * @throws org.apache.kafka.common.config.ConfigException if a key is unknown or a value is not
   *     allowed; the message is one sentence
   */
  public LiveModelConfig(Map<String, ?> settings) {
    super(definition(), settings);
  }

  /** Returns the keys of a live model, including those that every service has. */
  public static Settings definition() {
    return ServiceConfig.definition().with(SETTINGS);
  }

  /**
   * Returns the device that the model computes on.
   *
   * @throws org.apache.kafka.common.config.ConfigException if there is no such device here; the
   *     message is one sentence
   */
  Device device() {
    return Devices.named(DEVICE, getString(DEVICE));
  }

  /** Returns how long a use may continue after its version was replaced. */
  Duration lease() {
    return Duration.ofMillis(getLong(LEASE_MS));
  }
}
