package io.headwater.schemas.serde;

import io.headwater.schemas.serde.internal.RecordClasses;
import io.headwater.schemas.serde.internal.SchemaSize;
import io.headwater.schemas.serde.internal.WriterTimes;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads records in the Confluent wire format, and copes with any bytes.
 *
 * <p>It asks the registry by id for the schema a record was written with, once per id, and resolves
 * it to the type's own schema. Times are converted from the unit that the writer's schema names, or
 * refused where it names none that can be a time. A schema far larger than any of ours is refused.
 * Safe for use by many threads.
 *
 * @param <T> type of the records
 */
public final class RecordDeserializer<T extends SpecificRecord> implements Deserializer<T> {
  /** Most types that a writer's schema may reach; each of our own reaches fewer than 100. */
  private static final int LARGEST_SCHEMA = 1_000;

  private final WireReader<T> reader;

  /** Makes a deserializer of a type; it asks the registry but does not close it. */
  public RecordDeserializer(SchemaRegistry registry, Class<T> type) {
    SpecificData data = new RecordClasses(type);
    Schema schema = data.getSchema(type);
    reader =
        new WireReader<>(
            registry,
            new WireReader.Form<>(
                schema.getName(),
                writer -> fits(schema, writer),
                writer -> {
                  if (!SchemaSize.isAtMost(writer, LARGEST_SCHEMA)) {
                    return decoder -> {
                      throw new AvroTypeException(
                          "its schema holds more than " + LARGEST_SCHEMA + " types");
                    };
                  }
                  var body = new SpecificDatumReader<T>(writer, schema, data);
                  var times = new WriterTimes(schema, writer);
                  return decoder -> times.correct(type.cast(body.read(null, decoder)));
                }));
  }

  /**
   * Returns the record in the bytes.
   *
   * @return the record; null if {@code bytes} is null
   * @throws UnreadableRecordException if the bytes can never be read as the type
   * @throws RegistryUnavailableException if the registry does not answer; try again
   */
  @Override
  public T deserialize(String topic, byte[] bytes) {
    return bytes == null ? null : reader.read(topic, bytes);
  }

  private static boolean fits(Schema schema, Schema writer) {
    return SchemaSize.isAtMost(writer, LARGEST_SCHEMA)
        && new WriterTimes(schema, writer).fit()
        && SchemaCompatibility.checkReaderWriterCompatibility(schema, writer).getType()
            == SchemaCompatibilityType.COMPATIBLE;
  }
}
