package io.headwater.cli.bridge;

import io.headwater.cli.service.ServiceOptions;
import io.headwater.cli.service.ServiceRun;
import io.headwater.cli.settings.SettingsTable;
import io.headwater.ingest.bridge.Bridge;
import io.headwater.ingest.bridge.BridgeConfig;
import io.headwater.ingest.bridge.BridgeMapping;
import io.headwater.service.config.ServiceKind;
import io.headwater.service.config.ServiceProperties;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code headwater bridge} command. */
@Command(
    name = "bridge",
    mixinStandardHelpOptions = true,
    description = {
      "Turns records of your own topics into labeled examples, each exactly once, until Ctrl-C.",
      "A record that cannot become an example goes to the dead letters, with the reason.",
      "Several processes with the same name share the work."
    })
public final class BridgeCommand implements Callable<Integer> {
  @Mixin private ServiceOptions options;

  @ArgGroup(multiplicity = "1")
  private Task task;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Keeps the position under this name instead of one made of topics and task.")
  private Optional<String> name = Optional.empty();

  /** Either bridging topics or listing the settings. */
  private static final class Task {
    @ArgGroup(exclusive = false)
    private Plan plan;

    @Option(
        names = "--settings",
        required = true,
        description = "Lists every key of settings and mapping with its default, and exits.")
    private boolean settings;
  }

  /** Which topics are bridged, and by which mapping. */
  private static final class Plan {
    @Option(
        names = "--from",
        paramLabel = "TOPIC[,TOPIC]",
        required = true,
        description = "Topics to read.")
    private String from;

    @Option(
        names = "--map",
        paramLabel = "FILE",
        required = true,
        description = "Properties file that says how a record becomes an example.")
    private Path map;
  }

  @Override
  public Integer call() throws Exception {
    if (task.settings) {
      System.out.println("# settings");
      SettingsTable.lines(BridgeConfig.definition()).forEach(System.out::println);
      System.out.println("# mapping");
      SettingsTable.lines(BridgeMapping.definition()).forEach(System.out::println);
      return 0;
    }
    BridgeConfig config = new BridgeConfig(settings());
    BridgeMapping mapping = new BridgeMapping(ServiceProperties.read(task.plan.map));
    return ServiceRun.of(config, () -> Bridge.start(config, mapping));
  }

  private Map<String, String> settings() {
    Map<String, String> settings =
        new LinkedHashMap<>(options.properties(ServiceKind.BRIDGE, BridgeConfig.definition()));
    settings.put(BridgeConfig.FROM, task.plan.from);
    name.ifPresent(given -> settings.put(BridgeConfig.NAME, given));
    return settings;
  }
}
