package io.headwater.cli;

import io.headwater.bench.BenchCommand;
import io.headwater.cli.ask.AskCommand;
import io.headwater.cli.bridge.BridgeCommand;
import io.headwater.cli.checkpoints.CheckpointsCommand;
import io.headwater.cli.cluster.ClusterCommand;
import io.headwater.cli.deadletter.DeadLettersCommand;
import io.headwater.cli.demo.DemoCommand;
import io.headwater.cli.evaluate.EvaluateCommand;
import io.headwater.cli.ingest.IngestCommand;
import io.headwater.cli.metrics.MetricsCommand;
import io.headwater.cli.model.ModelCommand;
import io.headwater.cli.score.ScoreCommand;
import io.headwater.cli.serve.ServeCommand;
import io.headwater.cli.settings.SettingsCommand;
import io.headwater.cli.task.TasksCommand;
import io.headwater.cli.terminal.FailureReport;
import io.headwater.cli.terminal.UsageReport;
import io.headwater.cli.tokenizer.TokenizerCommand;
import io.headwater.cli.train.TrainCommand;
import io.headwater.service.lifecycle.ProcessFolder;
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
      ModelCommand.class,
      TasksCommand.class,
      DeadLettersCommand.class,
      BridgeCommand.class,
      SettingsCommand.class,
      BenchCommand.class,
      HelpCommand.class,
    })
public final class Headwater {

  private Headwater() {}

  /** Runs the command and exits with the command's exit code. */
  public static void main(String[] arguments) {
    for (String argument : arguments) {
      if (argument.indexOf('\ufffd') >= 0) { // stored once, it could not be told what was meant
        System.err.println(
            "headwater: '" + argument + "' has signs that are lost here: set LC_ALL=C.UTF-8");
        System.exit(CommandLine.ExitCode.USAGE);
      }
    }
    ProcessFolder.claim();
    try {
      System.exit(commandLine().execute(arguments));
    } catch (LinkageError e) { // a native library that cannot be loaded
      FailureReport.toStandardError(e);
      System.exit(CommandLine.ExitCode.SOFTWARE);
    }
  }

  /** Returns the command line, ready to execute. */
  public static CommandLine commandLine() {
    return new CommandLine(new Headwater())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(new UsageReport())
        .setExecutionExceptionHandler(new FailureReport());
  }
}
