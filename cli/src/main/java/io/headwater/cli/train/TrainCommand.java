package io.headwater.cli.train;

import io.headwater.cli.service.ServiceOptions;
import io.headwater.cli.service.ServiceRun;
import io.headwater.cli.settings.SettingsTable;
import io.headwater.service.config.ServiceKind;
import io.headwater.trainer.Trainer;
import io.headwater.trainer.TrainerConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code headwater train} command. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Learns one model from every task that has a topic, until Ctrl-C.",
      "A second trainer of the same model waits and takes over when the first is gone."
    })
public final class TrainCommand implements Callable<Integer> {
  @Mixin private ServiceOptions options;

  @Option(
      names = "--init",
      paramLabel = "DIR",
      description =
          "Hugging Face folder of type llama, mistral, qwen2 or bert that a new model starts from;"
              + " the same as --set trainer.model.init=DIR.")
  private Optional<Path> init = Optional.empty();

  @Option(names = "--settings", description = "Lists every setting with its default, and exits.")
  private boolean settings;

  @Override
  public Integer call() throws Exception {
    if (settings) {
      SettingsTable.lines(TrainerConfig.definition()).forEach(System.out::println);
      return 0;
    }
    Map<String, String> properties =
        new HashMap<>(options.properties(ServiceKind.TRAINER, TrainerConfig.definition()));
    init.ifPresent(folder -> properties.put(TrainerConfig.MODEL_INIT, folder.toString()));
    TrainerConfig config = new TrainerConfig(properties);
    return ServiceRun.of(config, () -> Trainer.start(config));
  }
}
