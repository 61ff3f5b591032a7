package io.headwater.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code headwater bench} command. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures a part against what this machine allows, both in one run.",
      "Ratios travel between machines, rates do not; --report writes all figures as JSON."
    },
    synopsisSubcommandLabel = "BENCH",
    subcommands = {
      StepCommand.class,
      PipelineBench.class,
      IngestBench.class,
      DecodeCommand.class,
      MemoryCommand.class,
      ExportCommand.class,
      LearnCommand.class
    })
public final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Returns the benches as a separate command line. */
  public static CommandLine commandLine() {
    return new CommandLine(new BenchCommand()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Name a bench: " + String.join(", ", spec.commandLine().getSubcommands().keySet()));
  }
}
