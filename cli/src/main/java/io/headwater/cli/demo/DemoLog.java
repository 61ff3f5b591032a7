package io.headwater.cli.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.FileAppender;
import java.nio.file.Path;
import java.util.Iterator;
import org.slf4j.LoggerFactory;

/**
 * Sends the log to a file, so that it does not break the display; our own errors still reach the
 * terminal.
 */
final class DemoLog {
  private DemoLog() {}

  /** Redirects the log of this process to a file. */
  static void to(Path file) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ThresholdFilter errorsOnly = new ThresholdFilter();
    errorsOnly.setLevel(Level.ERROR.toString());
    errorsOnly.start();
    for (Iterator<Appender<ILoggingEvent>> each = root.iteratorForAppenders(); each.hasNext(); ) {
      Appender<ILoggingEvent> terminal = each.next();
      terminal.addFilter(errorsOnly);
      // not those of libraries, which log as errors also what passes
      context.getLogger("io.headwater").addAppender(terminal);
      root.detachAppender(terminal);
    }
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%d %-5level [%thread] %logger %msg%n");
    encoder.start();
    FileAppender<ILoggingEvent> appender = new FileAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setFile(file.toString());
    appender.start();
    root.addAppender(appender);
  }

  /** Closes the file. */
  static void close() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    for (Iterator<Appender<ILoggingEvent>> each = root.iteratorForAppenders(); each.hasNext(); ) {
      Appender<ILoggingEvent> appender = each.next();
      if (appender instanceof FileAppender) {
        appender.stop();
      }
    }
  }
}
