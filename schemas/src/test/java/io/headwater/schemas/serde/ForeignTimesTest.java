package io.headwater.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.contract.RejectionReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records of producers that write times in other units than ours. */
class ForeignTimesTest {
  private static final String TOPIC = "headwater.examples.tickets";
  private static final Instant MOMENT = Instant.parse("2026-03-04T05:06:07.089Z");

  private final SchemaRegistry registry = new InMemorySchemaRegistry();
  private final RecordDeserializer<LabeledExample> deserializer =
      new RecordDeserializer<>(registry, LabeledExample.class);

  @ParameterizedTest
  @CsvSource({
    "timestamp-millis, 1772600767089",
    "timestamp-micros, 1772600767089123",
    "timestamp-nanos, 1772600767089123456",
    "local-timestamp-millis, 1772600767089",
    "local-timestamp-micros, 1772600767089123",
    "local-timestamp-nanos, 1772600767089123456",
  })
  void shouldReadTimesInTheUnitThatTheWriterNames(String unit, long value) throws IOException {
    String type = "{\"type\": \"long\", \"logicalType\": \"" + unit + "\"}";

    for (String written : new String[] {type, "[\"null\", " + type + "]"}) {
      assertThat(read(written, value).getOccurredAt()).isEqualTo(MOMENT);
    }
  }

  @Test
  void shouldReadTimesBefore1970() throws IOException {
    String micros = "{\"type\": \"long\", \"logicalType\": \"timestamp-micros\"}";

    assertThat(read(micros, -1L).getOccurredAt()).isEqualTo(Instant.ofEpochMilli(-1));
  }

  @Test
  void shouldReadPlainNumbersAsMillisecondsAndDaysAsTheirFirstMoment() throws IOException {
    String date = "{\"type\": \"int\", \"logicalType\": \"date\"}";

    assertThat(read("\"long\"", MOMENT.toEpochMilli()).getOccurredAt()).isEqualTo(MOMENT);
    assertThat(read(date, 20_516).getOccurredAt()).isEqualTo("2026-03-04T00:00:00Z");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`\"int\"`",
        "`{\"type\": \"int\", \"logicalType\": \"time-millis\"}`",
        "`{\"type\": \"long\", \"logicalType\": \"time-micros\"}`",
      })
  void shouldRefuseNumbersThatAreNoTimes(String type) {
    Object value = type.contains("int\"") ? (Object) 1_772_600_767 : (Object) 1_772_600_767L;

    assertThatThrownBy(() -> read(type, value))
        .isInstanceOfSatisfying(
            UnreadableRecordException.class,
            refused ->
                assertThat(refused.rejection().reason()).isEqualTo(RejectionReason.SCHEMA_MISMATCH))
        .hasMessageContaining("its occurredAt is")
        .hasMessageContaining("which is no time");
  }

  /** Writes an example whose time has another type, as a foreign producer does, and reads it. */
  private LabeledExample read(String type, Object time) throws IOException {
    String ours = "{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}";
    String json = LabeledExample.getClassSchema().toString();
    assertThat(json).contains(ours);
    Schema writer = new Schema.Parser().parse(json.replace(ours, type));
    GenericRecord label =
        new GenericData.Record(writer.getField("target").schema().getTypes().get(0));
    label.put("label", "bug");
    GenericRecord example = new GenericData.Record(writer);
    example.put("id", "1");
    example.put("task", "tickets");
    example.put("text", "it is down");
    example.put("target", label);
    example.put("weight", 1.0);
    example.put("occurredAt", time);
    example.put("attributes", Map.of());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int id = registry.register("of " + type, writer);
    bytes.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
    var encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(writer, new GenericData()).write(example, encoder);

    LabeledExample read = deserializer.deserialize(TOPIC, bytes.toByteArray());

    assertThat(read.getTarget()).isEqualTo(new LabelTarget("bug"));
    return read;
  }
}
