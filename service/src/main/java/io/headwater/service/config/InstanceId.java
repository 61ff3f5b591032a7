package io.headwater.service.config;

import java.util.UUID;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The setting that tells the instances of a service apart. */
public final class InstanceId {
  private InstanceId() {}

  /** Declares the setting among a service's own, and returns its key. */
  public static String setting(Settings settings, String key) {
    return settings
        .string(key, "")
        .doc(
            Importance.LOW,
            "Name of this instance, distinct among those of the group and kept over restarts, so"
                + " that an unfinished transaction ends at once; empty for a random one.");
  }

  /** Returns the name that is set, or a new random one if none is. */
  public static String of(ServiceConfig config, String key) {
    String name = config.getString(key);
    return name.isEmpty() ? UUID.randomUUID().toString() : name;
  }
}
