package io.headwater.cli.serve;

import io.headwater.cli.service.ServiceOptions;
import io.headwater.cli.service.ServiceRun;
import io.headwater.cli.settings.SettingsTable;
import io.headwater.service.config.ServiceKind;
import io.headwater.serving.PredictionService;
import io.headwater.serving.ServingConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code headwater serve} command. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Answers the requests on their topic with the newest version of the model, until Ctrl-C.",
      "Newer versions are taken into service as they are announced, without a pause. Several"
          + " processes share the requests."
    })
public final class ServeCommand implements Callable<Integer> {
  @Mixin private ServiceOptions options;

  @Option(names = "--settings", description = "Lists every setting with its default, and exits.")
  private boolean settings;

  @Override
  public Integer call() throws Exception {
    if (settings) {
      SettingsTable.lines(ServingConfig.definition()).forEach(System.out::println);
      return 0;
    }
    ServingConfig config =
        new ServingConfig(options.properties(ServiceKind.SERVE, ServingConfig.definition()));
    return ServiceRun.of(config, () -> PredictionService.start(config));
  }
}
