package io.headwater.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LayoutsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:20:30.456Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void shouldWriteAPlainLine() {
    String line = new PlainLayout().doLayout(event("Loaded version {}", null, 7));

    assertThat(line).endsWith(" WARN  Scorer Loaded version 7\n");
    assertThat(Instant.parse(line.substring(0, line.indexOf(' ')))).isEqualTo(NOW);
  }

  @Test
  void shouldPutTheCausesIntoThePlainLine() {
    IOException cause = new IOException("disk\nis full");
    String line =
        new PlainLayout().doLayout(event("Gave up", new UncheckedIOException("put", cause)));

    assertThat(line)
        .contains(
            "Gave up [java.io.UncheckedIOException: put at "
                + getClass().getName()
                + ".shouldPutTheCausesIntoThePlainLine(",
            "; caused by java.io.IOException: disk | is full at " + getClass().getName())
        .endsWith("]\n");
    assertOneLine(line);
  }

  @Test
  void shouldWriteAJsonObjectWithTheStackTrace() throws IOException {
    String line = new JsonLayout().doLayout(event("Gave \"up\" {}", new IOException("full"), "é"));

    assertOneLine(line);
    JsonNode object = JSON.readTree(line);
    assertThat(object.path("time").asText()).isEqualTo("2026-03-01T10:20:30.456Z");
    assertThat(object.path("level").asText()).isEqualTo("WARN");
    assertThat(object.path("logger").asText()).isEqualTo("io.headwater.evaluator.Scorer");
    assertThat(object.path("thread").asText()).isEqualTo("worker-1");
    assertThat(object.path("message").asText()).isEqualTo("Gave \"up\" é");
    assertThat(object.path("throwable").asText())
        .startsWith("java.io.IOException: full")
        .contains("\tat " + getClass().getName());
  }

  @Test
  void shouldEndWhereAnExceptionIsItsOwnCause() {
    IOException first = new IOException("first");
    IOException second = new IOException("second", first);
    first.initCause(second);

    assertOneLine(new PlainLayout().doLayout(event("Gave up", second)));
    assertOneLine(new JsonLayout().doLayout(event("Gave up", second)));
  }

  @Property(tries = 500, seed = "7")
  void shouldWriteOneLineOfAnyText(@ForAll String message, @ForAll String cause)
      throws IOException {
    ILoggingEvent event = event(message, new IOException(cause));

    String plain = new PlainLayout().doLayout(event);
    assertOneLine(plain);
    assertThat(plain.strip()).doesNotContainPattern("\\p{Cntrl}");
    String line = new JsonLayout().doLayout(event);
    assertOneLine(line);
    assertThat(JSON.readTree(line).path("message").asText()).isEqualTo(message);
  }

  private static void assertOneLine(String text) {
    assertThat(text).endsWith("\n");
    assertThat(text.lines()).hasSize(1);
  }

  private static ILoggingEvent event(String message, Throwable thrown, Object... arguments) {
    LoggerContext context = new LoggerContext();
    LoggingEvent event =
        new LoggingEvent(
            "",
            context.getLogger("io.headwater.evaluator.Scorer"),
            Level.WARN,
            message,
            thrown,
            arguments);
    event.setThreadName("worker-1");
    event.setInstant(NOW);
    return event;
  }
}
