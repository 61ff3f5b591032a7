package io.headwater.cli.deadletter;

import io.headwater.client.deadletter.RetryMarks;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.PredictionRequest;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RegistryUnavailableException;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.schemas.serde.UnreadableRecordException;
import io.headwater.service.terminal.Printable;
import io.headwater.service.terminal.Table;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;

/** Formats dead letters the way {@code show} prints them. */
public final class DeadLetterText {
  private static final int LONGEST_LINE = 400;
  private static final int LONGEST_TEXT = 8_000;
  private static final int LONGEST_DUMP = 1_024;

  private final Topics topics;
  private final SchemaRegistry registry;

  /** Makes a formatter; the caller closes the registry. */
  public DeadLetterText(Topics topics, SchemaRegistry registry) {
    this.topics = topics;
    this.registry = registry;
  }

  /**
   * Returns the lines that describe a letter in full.
   *
   * @param retried what was already sent back
   */
  public List<String> page(DeadLetter letter, RetryMarks retried) {
    List<String> lines = new ArrayList<>();
    add(lines, "dead letter", letter.location().toString());
    add(lines, "written", Instant.ofEpochMilli(letter.message().timestamp()).toString());
    add(lines, "reason", letter.reason());
    add(lines, "message", letter.sentence());
    add(lines, "origin", letter.origin());
    add(lines, "model", letter.model().orElse("none"));
    add(
        lines,
        "retries",
        retried.retries(letter)
            + (retried.contains(letter.location()) ? ", and sent back from here" : ""));
    add(lines, "key", Optional.ofNullable(letter.message().key()).map(this::line).orElse("none"));
    lines.add("");
    Table headers = new Table("header", "value");
    for (Header header : letter.message().headers()) {
      headers.row(
          Printable.of(header.key()),
          header.value() == null ? "none" : Printable.cut(line(header.value()), LONGEST_LINE));
    }
    headers.lines().forEach(lines::add);
    lines.add("");
    lines.addAll(value(letter));
    return lines;
  }

  private List<String> value(DeadLetter letter) {
    byte[] value = letter.message().value();
    if (value == null) {
      return List.of("The record has no value.");
    }
    List<String> lines = new ArrayList<>();
    Optional<Class<? extends SpecificRecord>> type = letter.topic().flatMap(this::typeOf);
    if (type.isPresent()) {
      String name = type.get().getSimpleName();
      try {
        String record =
            new RecordDeserializer<>(registry, type.get())
                .deserialize(letter.topic().orElseThrow(), value)
                .toString();
        lines.add("value, " + value.length + " bytes, read as " + name + ":");
        lines.add(Printable.cut(Printable.of(record), LONGEST_TEXT));
        return lines;
      } catch (UnreadableRecordException | RegistryUnavailableException e) {
        lines.add(Printable.of("Cannot be read as " + name + ": " + e.getMessage()));
      }
    }
    Optional<String> text = Printable.text(value);
    if (text.isPresent()) {
      lines.add("value, " + value.length + " bytes of UTF-8:");
      lines.add(Printable.cut(text.get(), LONGEST_TEXT));
    } else {
      lines.add("value, " + value.length + " bytes:");
      lines.addAll(Printable.hexDump(value, LONGEST_DUMP));
    }
    return lines;
  }

  private Optional<Class<? extends SpecificRecord>> typeOf(String topic) {
    if (topics.isExamples(topic)) {
      return Optional.of(LabeledExample.class);
    }
    return topic.equals(topics.requests())
        ? Optional.of(PredictionRequest.class)
        : Optional.empty();
  }

  /** Returns bytes on one line, as text if they are text and in hexadecimal otherwise. */
  private String line(byte[] bytes) {
    return Printable.text(bytes)
        .map(Printable::of)
        .orElseGet(() -> Printable.of(new String(bytes, StandardCharsets.ISO_8859_1)));
  }

  private static void add(List<String> lines, String name, String value) {
    lines.add(String.format("%-12s %s", name, Printable.cut(Printable.of(value), LONGEST_LINE)));
  }
}
