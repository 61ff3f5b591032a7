package io.headwater.cli;

import io.headwater.bench.BenchCommand;
import io.headwater.cli.demo.DemoCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** Entry point of the {@code headwater} command. */
@Command(
    name = "headwater",
    mixinStandardHelpOptions = true,
    version = "headwater 0.1.0",
    description = "Learns one shared model from many labeled streams on Apache Kafka.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong usage.",
      "Try: headwater demo",
    },
    subcommands = {
      DemoCommand.class,
      ClusterCommand.class,
      IngestCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      ServeCommand.class,
      AskCommand.class,
      MetricsCommand.class,
      CheckpointsCommand.class,
      ScoreCommand.class,
      TokenizerCommand.class,
      TasksCommand.class,
      DeadLettersCommand.class,
      BridgeCommand.class,
      BenchCommand.class,
      HelpCommand.class,
    })
public final class Headwater {

  private Headwater() {}

  /** Runs the command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** Returns the command line, for running and for testing. */
  public static CommandLine commandLine() {
    return new CommandLine(new Headwater())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(new UsageReport())
        .setExecutionExceptionHandler(new FailureReport());
  }
}
