package io.headwater.schemas.serde;

import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.serde.internal.BoundedDecoder;
import io.headwater.schemas.serde.internal.RecordClasses;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads records in the Confluent wire format, whatever bytes arrive.
 *
 * <p>The schema a record was written with is asked of the registry by id, once an id, and resolved
 * to the type's own. Safe for use by many threads.
 *
 * @param <T> type of the records
 */
public final class RecordDeserializer<T extends SpecificRecord> implements Deserializer<T> {
  private static final int HEADER = 5;

  private final SchemaRegistry registry;
  private final Class<T> type;
  private final SpecificData data;
  private final Schema schema;
  private final Map<Integer, SpecificDatumReader<T>> readers = new ConcurrentHashMap<>();

  /** Makes a deserializer of a type on a registry, which it does not close. */
  public RecordDeserializer(SchemaRegistry registry, Class<T> type) {
    this.registry = registry;
    this.type = type;
    this.data = new RecordClasses(type);
    this.schema = data.getSchema(type);
  }

  /**
   * Returns the record in the bytes.
   *
   * @return the record, or null for null
   * @throws UnreadableRecordException if the bytes can never be read as the type
   * @throws RegistryUnavailableException if the registry does not answer; try again
   */
  @Override
  public T deserialize(String topic, byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    if (bytes.length < HEADER || bytes[0] != 0) {
      throw unreadable(
          RejectionReason.UNREADABLE_BYTES,
          topic,
          bytes.length < HEADER
              ? "has " + bytes.length + " bytes where the wire format needs at least " + HEADER
              : "starts with byte " + bytes[0] + " where the wire format starts with 0",
          null);
    }
    int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
    SpecificDatumReader<T> reader = readers.get(id);
    if (reader == null) {
      reader = new SpecificDatumReader<>(registry.byId(id), schema, data);
      readers.put(id, reader);
    }
    return read(topic, reader, new BoundedDecoder(bytes, HEADER));
  }

  private T read(String topic, SpecificDatumReader<T> reader, BoundedDecoder decoder) {
    T record;
    try {
      record = type.cast(reader.read(null, decoder));
    } catch (AvroTypeException e) {
      // Avro throws the same for a schema that does not fit and for bytes that do not.
      throw fits(reader.getSchema())
          ? unreadable(RejectionReason.UNREADABLE_BYTES, topic, "is damaged", e)
          : unreadable(RejectionReason.SCHEMA_MISMATCH, topic, "was written as something else", e);
    } catch (IOException | RuntimeException e) {
      throw unreadable(RejectionReason.UNREADABLE_BYTES, topic, "is damaged", e);
    } catch (StackOverflowError e) {
      throw unreadable(RejectionReason.UNREADABLE_BYTES, topic, "is nested too deeply", e);
    }
    if (decoder.remaining() > 0) {
      throw unreadable(
          RejectionReason.UNREADABLE_BYTES,
          topic,
          "goes on for " + decoder.remaining() + " bytes after its end",
          null);
    }
    return record;
  }

  private boolean fits(Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(schema, writer).getType()
        == SchemaCompatibilityType.COMPATIBLE;
  }

  private UnreadableRecordException unreadable(
      RejectionReason reason, String topic, String fault, Throwable cause) {
    String because = cause == null ? "" : " (" + cause.getMessage() + ")";
    return new UnreadableRecordException(
        reason,
        "record of topic '"
            + topic
            + "', to be read as "
            + schema.getName()
            + ", "
            + fault
            + because,
        cause);
  }
}
