package io.headwater.schemas.serde;

import io.headwater.schemas.serde.internal.PlainReader;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads values of any Avro schema in the Confluent wire format, whatever bytes arrive.
 *
 * <p>A value is plain Java: records and maps are maps by name, arrays are lists, texts and symbols
 * strings, bytes a {@link java.nio.ByteBuffer} or array; times, dates and decimals are their Java
 * types. The schema is asked of the registry by id, once an id. What a value may take of memory and
 * time is bounded by the length of its bytes. Safe for use by many threads.
 */
public final class GenericDeserializer implements Deserializer<Object> {
  private final WireReader<Object> reader;

  /** Makes a deserializer on a registry, which it does not close. */
  public GenericDeserializer(SchemaRegistry registry) {
    reader =
        new WireReader<>(
            registry,
            new WireReader.Form<>(
                "Avro",
                writer -> true,
                writer -> decoder -> new PlainReader(decoder).read(writer)));
  }

  /**
   * Returns the value in the bytes.
   *
   * @return the value, or null for null; null is also the value of a schema of null
   * @throws UnreadableRecordException if the bytes can never be read as their schema says
   * @throws RegistryUnavailableException if the registry does not answer; try again
   */
  @Override
  public Object deserialize(String topic, byte[] bytes) {
    return bytes == null ? null : reader.read(topic, bytes);
  }
}
