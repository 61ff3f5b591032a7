package io.headwater.cli;

import io.headwater.cli.terminal.StopSignal;
import io.headwater.evaluator.Evaluator;
import io.headwater.evaluator.EvaluatorConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

  @Override
  public Integer call() throws Exception {
    EvaluatorConfig config = new EvaluatorConfig(options.properties());
    try (StopSignal stop = StopSignal.install();
        Evaluator evaluator = Evaluator.start(config)) {
      ServiceRun.until(stop, evaluator::awaitTermination, evaluator::status);
      return 0;
    }
  }
}
