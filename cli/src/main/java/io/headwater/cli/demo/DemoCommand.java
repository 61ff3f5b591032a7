package io.headwater.cli.demo;

import io.headwater.cli.terminal.StopSignal;
import io.headwater.service.terminal.Screen;
import io.headwater.trainer.ModelInit;
import io.headwater.trainer.TrunkConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code headwater demo} command. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Streams the doc comments of well-known Java libraries through a real broker and schema"
          + " registry in this process, learns three tasks from them with one model, and scores"
          + " every example before it is learned.",
      "Nothing needs to be installed or running, and nothing is left behind."
    })
public final class DemoCommand implements Callable<Integer> {

  @Option(
      names = "--minutes",
      defaultValue = "3",
      paramLabel = "MINUTES",
      description = "How long examples are streamed (default: ${DEFAULT-VALUE}).")
  private double minutes;

  @Option(names = "--headless", description = "Prints lines instead of a live display.")
  private boolean headless;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Writes the figures of the run as JSON.")
  private Optional<Path> report = Optional.empty();

  @Option(
      names = "--rate",
      defaultValue = "0",
      paramLabel = "EXAMPLES",
      description =
          "Most examples a second; 0 is as fast as they are learned (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--init",
      defaultValue = ModelInit.RANDOM,
      paramLabel = "START",
      description = "What the model starts from, as of train (default: ${DEFAULT-VALUE}).")
  private String init;

  @Option(
      names = "--trunk",
      defaultValue = TrunkConfig.FULL,
      paramLabel = "WHAT",
      description =
          "What is trained of a pretrained trunk: full, adapters or frozen (default:"
              + " ${DEFAULT-VALUE}).")
  private String trunk;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "SEED",
      description =
          "Seed of the stream's order and the model's first weights (default:"
              + " ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description =
          "Keeps checkpoints and logs in this folder; without it a temporary one is used and"
              + " removed.")
  private Optional<Path> keep = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (!(minutes > 0 && minutes <= 24 * 60)) {
      throw new ParameterException(
          spec.commandLine(), "--minutes is " + minutes + " but must be above 0 and at most 1440");
    }
    if (!(rate >= 0 && rate < Double.POSITIVE_INFINITY)) {
      throw new ParameterException(
          spec.commandLine(), "--rate is " + rate + " but must be 0 or a positive number");
    }
    DemoSettings settings =
        new DemoSettings(
            Duration.ofMillis((long) (minutes * 60_000)),
            new ModelInit(init),
            trunk,
            rate,
            seed,
            keep,
            report,
            !headless && Screen.available());
    try (StopSignal stop = StopSignal.install()) {
      return new Demo(settings, System.out, stop).run();
    }
  }
}
