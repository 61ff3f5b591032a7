package io.headwater.schemas.serde;

import io.headwater.schemas.serde.internal.PlainReader;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads values of any Avro schema in the Confluent wire format, and copes with any bytes.
 *
 * <p>Values are plain Java: records and maps become maps by name, arrays become lists, texts and
 * enum symbols strings, bytes a {@link java.nio.ByteBuffer} or an array; times, dates and decimals
 * become their Java types. The registry is asked by id for the schema, once per id. The memory and
 * time that a value may take are bounded by the length of its bytes. Safe for use by many threads.
 */
public final class GenericDeserializer implements Deserializer<Object> {
  private final WireReader<Object> reader;

  /** Makes a deserializer; it asks the registry but does not close it. */
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
   * @return the value; null if {@code bytes} is null or the schema is that of null
   * @throws UnreadableRecordException if the bytes can never be read as their schema says
   * @throws RegistryUnavailableException if the registry does not answer; try again
   */
  @Override
  public Object deserialize(String topic, byte[] bytes) {
    return bytes == null ? null : reader.read(topic, bytes);
  }
}
