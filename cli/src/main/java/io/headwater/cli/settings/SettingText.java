package io.headwater.cli.settings;

import io.headwater.service.config.Settings;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/** Describes a setting in words. */
final class SettingText {
  private SettingText() {}

  /** Returns the default as a settings file would have it, or an empty text without one. */
  static String usual(ConfigKey key) {
    return key.hasDefault() && key.defaultValue != null
        ? ConfigDef.convertToString(key.defaultValue, key.type)
        : "";
  }

  /** Returns the allowed values and whether the key is required; empty if neither applies. */
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
