package io.headwater.cli.tokenizer;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code headwater tokenizer} command. */
@Command(
    name = "tokenizer",
    mixinStandardHelpOptions = true,
    description = "Makes a tokenizer for a new model, or shows one.",
    subcommands = {TokenizerTrainCommand.class, TokenizerShowCommand.class})
public final class TokenizerCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a subcommand: train or show");
  }
}
