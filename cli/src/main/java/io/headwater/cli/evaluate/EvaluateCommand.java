package io.headwater.cli.evaluate;

import io.headwater.cli.service.ServiceOptions;
import io.headwater.cli.service.ServiceRun;
import io.headwater.cli.settings.SettingsTable;
import io.headwater.evaluator.Evaluator;
import io.headwater.evaluator.EvaluatorConfig;
import io.headwater.evaluator.EvaluatorStatus;
import io.headwater.service.config.Service;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headwater evaluate}. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {
      "Scores every example with the newest version that has not learned from it, and publishes"
          + " rolling metrics, until Ctrl-C."
    })
public final class EvaluateCommand implements Callable<Integer> {
  @Mixin private ServiceOptions options;

  @Option(names = "--settings", description = "Lists every setting with its default, and exits.")
  private boolean settings;

  @Override
  public Integer call() throws Exception {
    if (settings) {
      SettingsTable.lines(EvaluatorConfig.definition()).forEach(System.out::println);
      return 0;
    }
    EvaluatorConfig config =
        new EvaluatorConfig(options.properties(Service.EVALUATOR, EvaluatorConfig.definition()));
    try (ServiceRun run = ServiceRun.open(config);
        Evaluator evaluator = Evaluator.start(config)) {
      run.until(
          evaluator::awaitTermination,
          () -> evaluator.status().running(),
          () -> line(evaluator.status()));
      return 0;
    }
  }

  private static String line(EvaluatorStatus status) {
    return String.format(
        Locale.ROOT,
        "%s: %,d examples scored (sample rate %.2f), %,d skipped, %s, %d swaps",
        status.running() ? "running" : "not running",
        status.scored().values().stream().mapToLong(Long::longValue).sum(),
        status.sampleRate(),
        status.skipped().values().stream().mapToLong(Long::longValue).sum(),
        status.newestVersion().isPresent()
            ? "newest version " + status.newestVersion().getAsLong()
            : "no version",
        status.swaps());
  }
}
