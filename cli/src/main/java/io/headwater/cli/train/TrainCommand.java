package io.headwater.cli.train;

import io.headwater.cli.service.ServiceCommand;
import io.headwater.cli.service.ServiceRun;
import io.headwater.service.config.ServiceKind;
import io.headwater.trainer.Trainer;
import io.headwater.trainer.TrainerConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The {@code headwater train} command. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Learns one model from every task that has a topic, until Ctrl-C.",
      "A second trainer of the same model waits and takes over when the first is gone."
    })
public final class TrainCommand extends ServiceCommand {
  @Option(
      names = "--init",
      paramLabel = "minilm|random|PATH",
      description = "What a new model starts from; the same as --set trainer.model.init=...")
  private Optional<String> init = Optional.empty();

  /** Makes the command. */
  public TrainCommand() {
    super(ServiceKind.TRAINER, TrainerConfig::definition);
  }

  @Override
  protected int run(Map<String, String> given) throws Exception {
    Map<String, String> settings = new HashMap<>(given);
    init.ifPresent(start -> settings.put(TrainerConfig.MODEL_INIT, start));
    TrainerConfig config = new TrainerConfig(settings);
    return ServiceRun.of(config, () -> Trainer.start(config));
  }
}
