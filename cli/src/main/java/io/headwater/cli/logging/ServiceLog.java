package io.headwater.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import io.headwater.service.config.ServiceConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Directs the log of this process, which by default goes to standard error in plain lines. */
public final class ServiceLog {
  private ServiceLog() {}

  /** Logs to standard error, for commands that print data on standard output. */
  public static void toStandardError(ServiceConfig config) {
    if (isJson(config)) {
      direct(ConsoleTarget.SystemErr, new JsonLayout());
    }
  }

  /** Logs to standard output, for services; exceptions that end a thread are logged too. */
  public static void toStandardOutput(ServiceConfig config) {
    direct(ConsoleTarget.SystemOut, isJson(config) ? new JsonLayout() : new PlainLayout());
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, cause) ->
            LoggerFactory.getLogger(ServiceLog.class)
                .error("Thread {} ended", thread.getName(), cause));
  }

  /** Logs nothing but errors, since a line between two drawings of a screen would break it. */
  public static void onlyErrors() {
    ((Logger) LoggerFactory.getLogger("io.headwater")).setLevel(Level.ERROR);
  }

  /** Returns whether this process logs JSON; nothing else should then be printed. */
  public static boolean isJson() {
    return appenders().stream()
        .filter(ConsoleAppender.class::isInstance)
        .map(appender -> ((ConsoleAppender<ILoggingEvent>) appender).getEncoder())
        .anyMatch(
            encoder ->
                encoder instanceof LayoutWrappingEncoder<ILoggingEvent> wrapping
                    && wrapping.getLayout() instanceof JsonLayout);
  }

  private static boolean isJson(ServiceConfig config) {
    return config.getString(ServiceConfig.LOG_FORMAT).equals("json");
  }

  private static void direct(ConsoleTarget target, Layout<ILoggingEvent> layout) {
    Logger root = root();
    LoggerContext context = root.getLoggerContext();
    List<Appender<ILoggingEvent>> before = appenders();
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setTarget(target.getName());
    console.setEncoder(encoder);
    console.start();
    root.addAppender(console); // before detaching the others, so that no event is lost
    before.stream()
        .filter(ConsoleAppender.class::isInstance)
        .forEach(
            appender -> {
              root.detachAppender(appender);
              appender.stop();
            });
  }

  private static List<Appender<ILoggingEvent>> appenders() {
    List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
    root().iteratorForAppenders().forEachRemaining(appenders::add);
    return appenders;
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
