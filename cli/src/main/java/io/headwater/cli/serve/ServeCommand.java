package io.headwater.cli.serve;

import io.headwater.cli.service.ServiceCommand;
import io.headwater.cli.service.ServiceRun;
import io.headwater.service.config.ServiceKind;
import io.headwater.serving.PredictionService;
import io.headwater.serving.ServingConfig;
import java.util.Map;
import picocli.CommandLine.Command;

/** The {@code headwater serve} command. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Answers the requests on their topic with the newest version of the model, until Ctrl-C.",
      "Newer versions are taken into service as they are announced, without a pause. Several"
          + " processes share the requests."
    })
public final class ServeCommand extends ServiceCommand {

  /** Makes the command. */
  public ServeCommand() {
    super(ServiceKind.SERVE, ServingConfig::definition);
  }

  @Override
  protected int run(Map<String, String> given) throws Exception {
    ServingConfig config = new ServingConfig(given);
    return ServiceRun.of(config, () -> PredictionService.start(config));
  }
}
