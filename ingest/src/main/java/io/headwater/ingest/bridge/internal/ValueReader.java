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

/** Makes the bytes of a record's value into maps, lists and what these hold. */
@FunctionalInterface
public interface ValueReader {
  /** Bytes before the text of Confluent's JSON: a zero and the schema's id. */
  int JSON_SCHEMA_HEADER = 5;

  /**
   * Returns the value, which may be null where the format has a null.
   *
   * @throws UnreadableRecordException if the bytes can never be read
   * @throws io.headwater.schemas.serde.RegistryUnavailableException if the registry does not
   *     answer; try again
   */
  Object read(String topic, byte[] bytes);

  /** Returns a reader of a format, safe for use by many threads. */
  static ValueReader of(ValueFormat format, SchemaRegistry registry) {
    return switch (format) {
      case AVRO -> new GenericDeserializer(registry)::deserialize;
      case JSON -> json();
      case STRING -> ValueReader::text;
    };
  }

  /** JSON text never starts with a zero byte, so that one before it is Confluent's header. */
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
