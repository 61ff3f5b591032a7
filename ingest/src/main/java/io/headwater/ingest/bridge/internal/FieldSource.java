package io.headwater.ingest.bridge.internal;

import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** The place in a record that a field of an example comes from. */
public sealed interface FieldSource {
  /** Describes the allowed sources, for messages. */
  String ALLOWED =
      "a path such as $.ticket.body, $.notes[0] or $.references[*], $ for the whole value, or key,"
          + " timestamp or headers.<name>";

  /** The value at a path in the record's value. */
  record AtPath(FieldPath path) implements FieldSource {
    @Override
    public Optional<Object> in(ConsumerRecord<byte[], byte[]> record, Object value) {
      return path.in(value);
    }
  }

  /** The record's key, as UTF-8 text. */
  record Key() implements FieldSource {
    @Override
    public Optional<Object> in(ConsumerRecord<byte[], byte[]> record, Object value) {
      return Optional.ofNullable(record.key());
    }
  }

  /** The record's timestamp. */
  record Timestamp() implements FieldSource {
    @Override
    public Optional<Object> in(ConsumerRecord<byte[], byte[]> record, Object value) {
      return Optional.of(Instant.ofEpochMilli(record.timestamp()));
    }
  }

  /** The last header with the given name, as UTF-8 text. */
  record HeaderOf(String name) implements FieldSource {
    @Override
    public Optional<Object> in(ConsumerRecord<byte[], byte[]> record, Object value) {
      return Optional.ofNullable(record.headers().lastHeader(name)).map(Header::value);
    }
  }

  /**
   * Returns what the record holds at this place, or nothing if it holds nothing there.
   *
   * @param value the record's value as read in its format
   */
  Optional<Object> in(ConsumerRecord<byte[], byte[]> record, Object value);

  /** Returns the source that the text spells, or nothing if it is not a valid source. */
  static Optional<FieldSource> parse(String text) {
    if (text.startsWith("headers.") && text.length() > "headers.".length()) {
      return Optional.of(new HeaderOf(text.substring("headers.".length())));
    }
    return switch (text) {
      case "key" -> Optional.of(new Key());
      case "timestamp" -> Optional.of(new Timestamp());
      default -> FieldPath.parse(text).map(AtPath::new);
    };
  }
}
