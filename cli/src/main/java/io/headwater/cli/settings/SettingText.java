package io.headwater.cli.settings;

import io.headwater.service.config.Settings;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/** What is said of a setting in words. */
final class SettingText {
  private SettingText() {}

  /** Returns the default as a file of settings would have it, or nothing where there is none. */
  static String usual(ConfigKey key) {
    return key.hasDefault() && key.defaultValue != null
        ? ConfigDef.convertToString(key.defaultValue, key.type)
        : "";
  }

  /** Returns what is allowed, and whether the key must be set, where there is something to say. */
  static Optional<String> allowed(Settings settings, ConfigKey key) {
    Optional<String> allowed =
        key.type == ConfigDef.Type.BOOLEAN
            ? Optional.of("true or false")
            : settings.allowed(key.name).map(Object::toString);
    return key.hasDefault()
        ? allowed
        : Optional.of(allowed.map(words -> "required; " + words).orElse("required"));
  }
}
