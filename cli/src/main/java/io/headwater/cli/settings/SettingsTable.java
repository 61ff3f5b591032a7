package io.headwater.cli.settings;

import io.headwater.service.config.Settings;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/** Formats settings as lines for a terminal. */
public final class SettingsTable {
  private SettingsTable() {}

  /** Returns two lines per key, sorted by name: the key with its default, and its description. */
  public static Stream<String> lines(Settings settings) {
    return settings.configKeys().values().stream()
        .sorted(Comparator.comparing((ConfigKey key) -> key.name))
        .flatMap(
            key ->
                Stream.of(
                    key.name + "=" + SettingText.usual(key),
                    "    "
                        + key.documentation
                        + SettingText.allowed(settings, key).map(" (%s)"::formatted).orElse("")));
  }

  /** Returns the lines of each group, under the group's name if there are several. */
  static Stream<String> lines(List<SettingsGroup> groups) {
    return groups.stream()
        .flatMap(
            group ->
                Stream.concat(
                    groups.size() == 1 ? Stream.empty() : Stream.of("# " + group),
                    lines(group.settings())));
  }
}
