package io.headwater.cli.settings;

import io.headwater.service.config.ServiceConfig;
import io.headwater.service.config.Settings;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/** Writes settings as a page of the reference documentation. */
final class SettingsMarkdown {
  private static final String INTRODUCTION =
      """
      # Settings

      Made by `./headwater settings --format markdown`; change the code, not this page.

      A service reads its settings from the properties file of `--config`, from environment variables over
      it, and from `--set KEY=VALUE` over both. A variable is `HEADWATER_` and the key in upper case, with `_`
      for `.`: `HEADWATER_MODEL_NAME` sets `model.name` for every service, `HEADWATER_TRAINER_MODEL_NAME` for
      the trainer alone, and `HEADWATER_TRAINER_BATCH_TOKENS` sets `trainer.batch.tokens`. A value that is not
      allowed and a key nobody reads stop the start with one sentence.

      Keys that end in `.ms` are in milliseconds. `./headwater settings trainer --format json-schema` prints a
      JSON Schema of the trainer's settings, and so for the others.
      """;

  private SettingsMarkdown() {}

  /** Returns the page: settings that all services share, then each group's own settings. */
  static String page(List<SettingsGroup> groups) {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    Settings shared = ServiceConfig.definition();
    page.append("\n## Every service\n\n").append(table(shared, key -> true));
    page.append("\nKeys that start with one of these pass through:\n\n");
    page.append(passedOn(shared));
    for (SettingsGroup group : groups) {
      Settings settings = group.settings();
      page.append("\n## `").append(group.user()).append("`\n\n");
      page.append(table(settings, key -> !shared.names().contains(key.name)));
      if (!settings.names().containsAll(shared.names())) {
        page.append("\nKeys that start with this are accepted too:\n\n");
        page.append(passedOn(settings));
      }
      if (!settings.formerKeys().isEmpty()) {
        page.append(
            """

            Former names still work, each with a line in the log that says what the setting is called now. A
            file that sets both names of one setting is refused.

            | Former name | Key |
            |---|---|
            """);
        settings
            .formerKeys()
            .forEach((former, key) -> page.append("| `%s` | `%s` |\n".formatted(former, key)));
      }
    }
    return page.toString();
  }

  private static String table(Settings settings, Predicate<ConfigKey> shown) {
    return settings.configKeys().values().stream()
        .filter(shown)
        .map(
            key ->
                "| `%s` | %s | %s | %s |\n"
                    .formatted(
                        key.name,
                        code(SettingText.usual(key)),
                        cell(SettingText.allowed(settings, key).orElse("")),
                        cell(key.documentation)))
        .collect(
            Collectors.joining(
                "", "| Key | Default | Allowed | What it is |\n|---|---|---|---|\n", ""));
  }

  private static String passedOn(Settings settings) {
    return settings.passedOn().entrySet().stream()
        .map(each -> "| `%s` | %s |\n".formatted(each.getKey(), cell(each.getValue())))
        .collect(Collectors.joining("", "| Prefix | What for |\n|---|---|\n", ""));
  }

  private static String code(String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }
}
