package io.headwater.cli.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * Writes each event as one line with a JSON object.
 *
 * <p>Fields: {@code time} (ISO 8601, UTC), {@code level}, {@code logger}, {@code thread}, {@code
 * message}, and for an exception {@code throwable}, its whole stack trace.
 */
public final class JsonLayout extends LayoutBase<ILoggingEvent> {
  private final JsonFactory json = new JsonFactory();

  /** Makes a layout. */
  public JsonLayout() {}

  @Override
  public String doLayout(ILoggingEvent event) {
    StringWriter line = new StringWriter();
    try (JsonGenerator out = json.createGenerator(line)) {
      out.writeStartObject();
      out.writeStringField("time", event.getInstant().toString());
      out.writeStringField("level", event.getLevel().toString());
      out.writeStringField("logger", event.getLoggerName());
      out.writeStringField("thread", event.getThreadName());
      out.writeStringField("message", event.getFormattedMessage());
      IThrowableProxy thrown = event.getThrowableProxy();
      if (thrown != null) {
        out.writeStringField("throwable", ThrowableProxyUtil.asString(thrown));
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a string writer never fails
    }
    return line.append(System.lineSeparator()).toString();
  }
}
