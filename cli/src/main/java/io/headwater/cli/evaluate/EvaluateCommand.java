package io.headwater.cli.evaluate;

import io.headwater.cli.service.ServiceOptions;
import io.headwater.cli.service.ServiceRun;
import io.headwater.cli.settings.SettingsTable;
import io.headwater.evaluator.Evaluator;
import io.headwater.evaluator.EvaluatorConfig;
import io.headwater.service.config.ServiceKind;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code headwater evaluate} command. */
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
        new EvaluatorConfig(
            options.properties(ServiceKind.EVALUATOR, EvaluatorConfig.definition()));
    return ServiceRun.of(config, () -> Evaluator.start(config));
  }
}
