package io.headwater.cli.terminal;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Reports wrong usage in one sentence and points to the help, which can be longer than a screen.
 *
 * <p>Commands that only group subcommands list them.
 */
public final class UsageReport implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter out = command.getErr();
    out.println(command.getColorScheme().errorText("headwater: " + failure.getMessage()));
    UnmatchedArgumentException.printSuggestions(failure, out);
    if (command.getSubcommands().isEmpty()) {
      out.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    } else {
      command.usage(out, command.getColorScheme());
    }
    return CommandLine.ExitCode.USAGE;
  }
}
