package io.headwater.cli.model;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code headwater model} command. */
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    description = "Makes folders that a new model starts from.",
    subcommands = ModelImportCommand.class)
public final class ModelCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a subcommand: import");
  }
}
