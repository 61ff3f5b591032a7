package io.headwater.schemas.serde;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
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
  private final ThreadLocal<Scratch<T>> scratch = new ThreadLocal<>();

  private record Registered(Schema schema, int id) {}

  private static final class Scratch<T extends SpecificRecord> {
    final Schema schema;
    final SpecificDatumWriter<T> writer;
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream(FIRST_SIZE);
    final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);

    Scratch(T first) {
      schema = first.getSchema();
      writer = new SpecificDatumWriter<>(schema, SpecificData.getForClass(first.getClass()));
    }
  }

  /** Makes a serializer on a registry, which it does not close. */
  public RecordSerializer(SchemaRegistry registry) {
    this.registry = registry;
  }

  /**
   * Returns the bytes of a record, registering its schema under {@code <topic>-value} at the first.
   *
   * @return the bytes, or null for null
   * @throws RegistryUnavailableException if the registry does not answer; try again
   * @throws SerializationException if the registry refuses the schema or the record breaks it
   */
  @Override
  public byte[] serialize(String topic, T data) {
    if (data == null) {
      return null;
    }
    int id = idOf(topic, data.getSchema());
    Scratch<T> mine = scratchOf(data);
    mine.bytes.reset();
    mine.bytes.write(0);
    mine.bytes.write(id >>> 24);
    mine.bytes.write(id >>> 16);
    mine.bytes.write(id >>> 8);
    mine.bytes.write(id);
    try {
      mine.writer.write(data, mine.encoder);
      mine.encoder.flush();
    } catch (IOException | AvroRuntimeException | ClassCastException | NullPointerException e) {
      scratch.remove(); // the encoder may still hold a part of the record
      throw new SerializationException(
          "record of "
              + data.getSchema().getName()
              + " for topic '"
              + topic
              + "' breaks its schema",
          e);
    }
    byte[] result = mine.bytes.toByteArray();
    if (result.length > LARGEST_KEPT) {
      scratch.remove();
    }
    return result;
  }

  private Scratch<T> scratchOf(T data) {
    Scratch<T> mine = scratch.get();
    if (mine == null || !mine.schema.equals(data.getSchema())) {
      mine = new Scratch<>(data);
      scratch.set(mine);
    }
    return mine;
  }

  private int idOf(String topic, Schema schema) {
    Registered known = registered.get(topic);
    if (known == null || !known.schema().equals(schema)) {
      known = new Registered(schema, registry.register(topic + "-value", schema));
      registered.put(topic, known);
    }
    return known.id();
  }
}
