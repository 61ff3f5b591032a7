package io.headwater.cli;

import io.headwater.cli.terminal.StopSignal;
import io.headwater.trainer.Trainer;
import io.headwater.trainer.TrainerConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

  @Override
  public Integer call() throws Exception {
    TrainerConfig config = new TrainerConfig(options.properties());
    try (StopSignal stop = StopSignal.install();
        Trainer trainer = Trainer.start(config)) {
      ServiceRun.until(stop, trainer::awaitTermination, trainer::status);
      return 0;
    }
  }
}
