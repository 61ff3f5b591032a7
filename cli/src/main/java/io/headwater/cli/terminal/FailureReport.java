package io.headwater.cli.terminal;

import io.headwater.cli.logging.ServiceLog;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Reports a failed command in one sentence, on standard error or in the log if that is JSON.
 *
 * <p>The stack trace is logged at debug level.
 */
public final class FailureReport implements IExecutionExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(FailureReport.class);

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult arguments) {
    LOG.debug("command failed", failure);
    if (ServiceLog.isJson()) {
      LOG.error("{}", sentence(failure));
    } else {
      command
          .getErr()
          .println(command.getColorScheme().errorText("headwater: " + sentence(failure)));
    }
    return isUsage(failure) ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
  }

  /** Reports a failure of a command whose process is ending already. */
  public static void toStandardError(Throwable failure) {
    if (ServiceLog.isJson()) {
      LOG.error("{}", sentence(failure));
    } else {
      System.err.println("headwater: " + sentence(failure));
    }
  }

  /** Returns whether bad settings caused the failure; a service may find that out late. */
  private static boolean isUsage(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConfigException) {
        return true;
      }
    }
    return false;
  }

  /** Joins the messages of a failure and its causes, leaving out repetitions. */
  public static String sentence(Throwable failure) {
    StringBuilder text = new StringBuilder(message(failure));
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      String next = message(cause);
      if (text.indexOf(next) < 0) {
        text.append(": ").append(next);
      }
    }
    return text.toString();
  }

  private static String message(Throwable failure) {
    String message = failure.getMessage();
    if (failure instanceof UnsatisfiedLinkError) {
      return "a native library cannot be loaded ("
          + message
          + "); where the folder for temporary files or the home allows no programs (noexec), name"
          + " others: HEADWATER_OPTS='-Djava.io.tmpdir=FOLDER -Duser.home=FOLDER'";
    }
    return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
  }
}
