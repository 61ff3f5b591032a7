package io.headwater.cli.service;

import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;

/** Lists the settings of a service. */
public final class Settings {
  private Settings() {}

  /** Returns two lines a key, by name: the key with its default, and what it is. */
  public static Stream<String> lines(ConfigDef definition) {
    return definition.configKeys().values().stream()
        .sorted(Comparator.comparing((ConfigDef.ConfigKey key) -> key.name))
        .flatMap(key -> Stream.of(key.name + "=" + given(key), "    " + key.documentation));
  }

  private static String given(ConfigDef.ConfigKey key) {
    return key.defaultValue == null ? "" : ConfigDef.convertToString(key.defaultValue, key.type);
  }
}
