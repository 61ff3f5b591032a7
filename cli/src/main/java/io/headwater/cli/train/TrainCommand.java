package io.headwater.cli.train;

import io.headwater.cli.service.ServiceOptions;
import io.headwater.cli.service.ServiceRun;
import io.headwater.cli.settings.SettingsTable;
import io.headwater.service.config.Service;
import io.headwater.trainer.Trainer;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.TrainerStatus;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headwater train}. */
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
          "Hugging Face folder of type llama, mistral or qwen2 that a new model starts from; the"
              + " same as --set trainer.model.init=DIR.")
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
        new HashMap<>(options.properties(Service.TRAINER, TrainerConfig.definition()));
    init.ifPresent(folder -> properties.put(TrainerConfig.MODEL_INIT, folder.toString()));
    TrainerConfig config = new TrainerConfig(properties);
    try (ServiceRun run = ServiceRun.open(config);
        Trainer trainer = Trainer.start(config)) {
      run.until(
          trainer::awaitTermination,
          () -> trainer.status().isAtWork(),
          () -> line(trainer.status()));
      return 0;
    }
  }

  private static String line(TrainerStatus status) {
    return String.format(
        Locale.ROOT,
        "%s, epoch %d: step %,d, %,d examples learned (%,.0f tokens/s), %s, %s, %,d dead letters",
        status.state().name().toLowerCase(Locale.ROOT),
        status.epoch(),
        status.step(),
        status.examples(),
        status.tokensPerSecond(),
        status.lag().isPresent() ? "lag " + status.lag().getAsLong() : "lag unknown",
        status.version().isPresent() ? "version " + status.version().getAsLong() : "no version",
        status.deadLetters().values().stream().mapToLong(Long::longValue).sum());
  }
}
