package io.headwater.cli.serve;

import io.headwater.cli.service.ServiceOptions;
import io.headwater.cli.service.ServiceRun;
import io.headwater.cli.settings.SettingsTable;
import io.headwater.service.config.Service;
import io.headwater.serving.PredictionService;
import io.headwater.serving.ServingConfig;
import io.headwater.serving.ServingStatus;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headwater serve}. */
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
        new ServingConfig(options.properties(Service.SERVE, ServingConfig.definition()));
    try (ServiceRun run = ServiceRun.open(config);
        PredictionService service = PredictionService.start(config)) {
      run.until(
          service::awaitTermination,
          () -> service.status().healthy(),
          () -> line(service.status()));
      return 0;
    }
  }

  private static String line(ServingStatus status) {
    return String.format(
        Locale.ROOT,
        "%s: %s, %,d requests answered, %,d dead letters, %d swaps, %s",
        status.state().name().toLowerCase(Locale.ROOT),
        status.version().isPresent() ? "version " + status.version().getAsLong() : "no version",
        sum(status.answered().values()),
        sum(status.refused().values()),
        status.swaps(),
        status.refusedVersions().isEmpty()
            ? "no version refused"
            : "versions " + status.refusedVersions() + " refused");
  }

  private static long sum(Collection<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }
}
