package io.headwater.schemas.serde;

import io.headwater.schemas.serde.internal.RecordWriter;
import io.headwater.schemas.serde.internal.WireBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes records in the Confluent wire format: a zero byte, the schema's id in four bytes, most
 * significant first, and the record in Avro binary.
 *
 * <p>The bytes are those of Confluent's own Avro serializer. Safe for use by many threads.
 *
 * @param <T> type of the records
 */
public final class RecordSerializer<T extends SpecificRecord> implements Serializer<T> {
  private static final int FIRST_SIZE = 512;
  private static final int LARGEST_KEPT = 1 << 20;

  private final SchemaRegistry registry;
  private final Map<String, Registered> registered = new ConcurrentHashMap<>();

  @SuppressWarnings("ThreadLocalUsage") // buffers are per serializer and per thread, on purpose
  private final ThreadLocal<WireBuffer> buffer =
      ThreadLocal.withInitial(() -> new WireBuffer(FIRST_SIZE));

  private record Registered(Schema schema, int id, RecordWriter writer) {}

  /** Makes a serializer; it asks the registry but does not close it. */
  public RecordSerializer(SchemaRegistry registry) {
    this.registry = registry;
  }

  /**
   * Returns the bytes of a record; its schema is registered under {@code <topic>-value} at first
   * use.
   *
   * @return the bytes; null if {@code data} is null
   * @throws RegistryUnavailableException if the registry does not answer; try again
   * @throws SerializationException if the registry refuses the schema or the record breaks it
   */
  @Override
  public byte[] serialize(String topic, T data) {
    if (data == null) {
      return null;
    }
    Registered target = registered(topic, data.getSchema());
    WireBuffer bytes = buffer.get();
    bytes.clear();
    bytes.writeByte(0);
    bytes.writeFixedInt(target.id());
    try {
      target.writer().write(data, bytes);
    } catch (AvroRuntimeException | ClassCastException | NullPointerException e) {
      throw new SerializationException(
          "record of "
              + data.getSchema().getName()
              + " for topic '"
              + topic
              + "' breaks its schema",
          e);
    }
    byte[] result = bytes.toBytes();
    if (bytes.room() > LARGEST_KEPT) {
      buffer.remove();
    }
    return result;
  }

  private Registered registered(String topic, Schema schema) {
    Registered known = registered.get(topic);
    if (known == null || !known.schema().equals(schema)) {
      known =
          new Registered(
              schema, registry.register(topic + "-value", schema), new RecordWriter(schema));
      registered.put(topic, known);
    }
    return known;
  }
}
