package io.headwater.schemas.serde;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** The serializer and deserializer of a record type. */
public final class RecordSerde {
  private RecordSerde() {}

  /** Returns the serde of a type; it asks the registry but does not close it. */
  public static <T extends SpecificRecord> Serde<T> of(SchemaRegistry registry, Class<T> type) {
    return Serdes.serdeFrom(
        new RecordSerializer<>(registry), new RecordDeserializer<>(registry, type));
  }
}
