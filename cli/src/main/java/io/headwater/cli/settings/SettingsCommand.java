package io.headwater.cli.settings;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code headwater settings} command. */
@Command(
    name = "settings",
    mixinStandardHelpOptions = true,
    description = {
      "Prints every setting: its key, its default, what is allowed and what it does.",
      "The JSON Schema (draft 2020-12) is for editors and for checks before a service is started."
    })
public final class SettingsCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "SERVICE",
      description = "Whose settings to print: ${COMPLETION-CANDIDATES}; all if none is named.")
  private Optional<SettingsGroup> group = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "How: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private SettingsFormat format = SettingsFormat.TABLE;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    List<SettingsGroup> groups = group.map(List::of).orElse(List.of(SettingsGroup.values()));
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case TABLE -> SettingsTable.lines(groups).forEach(out::println);
      case MARKDOWN -> out.print(SettingsMarkdown.page(groups));
      case JSON_SCHEMA ->
          out.println(
              group
                  .map(SettingsSchema::of)
                  .orElseGet(() -> SettingsSchema.ofAny(groups))
                  .toPrettyString());
    }
    out.flush();
    return 0;
  }
}
