package io.headwater.cli.evaluate;

import io.headwater.cli.service.ServiceCommand;
import io.headwater.cli.service.ServiceRun;
import io.headwater.evaluator.Evaluator;
import io.headwater.evaluator.EvaluatorConfig;
import io.headwater.service.config.ServiceKind;
import java.util.Map;
import picocli.CommandLine.Command;

/** The {@code headwater evaluate} command. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {
      "Scores every example with the newest version that has not learned from it, and publishes"
          + " rolling metrics, until Ctrl-C."
    })
public final class EvaluateCommand extends ServiceCommand {

  /** Makes the command. */
  public EvaluateCommand() {
    super(ServiceKind.EVALUATOR, EvaluatorConfig::definition);
  }

  @Override
  protected int run(Map<String, String> given) throws Exception {
    EvaluatorConfig config = new EvaluatorConfig(given);
    return ServiceRun.of(config, () -> Evaluator.start(config));
  }
}
