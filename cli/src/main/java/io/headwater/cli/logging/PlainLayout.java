package io.headwater.cli.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.LayoutBase;
import io.headwater.service.terminal.Printable;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Writes each event as one line of text.
 *
 * <p>A line has the time, level, logger without its package and message, and for an exception its
 * causes, each with the place it was thrown.
 */
public final class PlainLayout extends LayoutBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  /** Makes a layout. */
  public PlainLayout() {}

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder();
    line.append(TIME.format(event.getInstant()))
        .append(String.format(Locale.ROOT, " %-5s ", event.getLevel()))
        .append(event.getLoggerName().replaceFirst(".*\\.", ""))
        .append(' ')
        .append(onOneLine(event.getFormattedMessage()));
    String before = " [";
    IThrowableProxy cause = event.getThrowableProxy();
    while (cause != null) {
      line.append(before).append(description(cause));
      before = "; caused by ";
      // Causes may form a cycle: some exceptions of Kafka and the JVM are their own cause.
      cause = cause.isCyclic() ? null : cause.getCause();
    }
    if (event.getThrowableProxy() != null) {
      line.append(']');
    }
    return line.append(System.lineSeparator()).toString();
  }

  private static String description(IThrowableProxy thrown) {
    String message = thrown.getMessage();
    var frames = thrown.getStackTraceElementProxyArray();
    return thrown.getClassName()
        + (message == null ? "" : ": " + onOneLine(message))
        + (frames == null || frames.length == 0 ? "" : " " + frames[0].getSTEAsString());
  }

  private static String onOneLine(String text) {
    return text == null ? "" : Printable.of(text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " | "));
  }
}
