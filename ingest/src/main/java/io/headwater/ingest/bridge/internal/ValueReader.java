package io.headwater.ingest.bridge.internal;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.headwater.ingest.bridge.ValueFormat;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.serde.GenericDeserializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.schemas.serde.UnreadableRecordException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the bytes of a record's value into maps, lists and single values. */
@FunctionalInterface
public interface ValueReader {
  /** Length of the header before Confluent's JSON: a zero byte and the schema's id. */
  int JSON_SCHEMA_HEADER = 5;

  /**
   * Returns the value, which may be null if the format has nulls.
   *
   * @throws UnreadableRecordException if the bytes can never be read
   * @throws io.headwater.schemas.serde.RegistryUnavailableException if the registry does not
   *     answer; try again
   */
  Object read(String topic, byte[] bytes);

  /** Returns a reader for a format, safe for use by many threads. */
  static ValueReader of(ValueFormat format, SchemaRegistry registry) {
    return switch (format) {
      case AVRO -> new GenericDeserializer(registry)::deserialize;
      case JSON -> json();
      case STRING -> ValueReader::text;
    };
  }

  /** Tells Confluent's header by its leading zero byte, which JSON text never starts with. */
  private static ValueReader json() {
    ObjectReader reader =
        new ObjectMapper()
            .readerFor(Object.class)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    return (topic, bytes) -> {
      int start = bytes.length >= JSON_SCHEMA_HEADER && bytes[0] == 0 ? JSON_SCHEMA_HEADER : 0;
      try {
        return reader.readValue(bytes, start, bytes.length - start);
      } catch (IOException e) {
        throw unreadable(topic, "JSON", e);
      }
    };
  }

  private static String text(String topic, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw unreadable(topic, "text in UTF-8", e);
    }
  }

  private static UnreadableRecordException unreadable(String topic, String form, IOException e) {
    String because =
        e instanceof com.fasterxml.jackson.core.JsonProcessingException json
            ? json.getOriginalMessage()
            : e.getMessage();
    return new UnreadableRecordException(
        RejectionReason.UNREADABLE_BYTES,
        "record of topic '" + topic + "', to be read as " + form + ", is damaged (" + because + ")",
        e);
  }
}
