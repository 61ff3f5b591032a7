package io.headwater.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.contract.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostileBytesTest {
  private static final String TOPIC = "t";

  private final SchemaRegistry registry = new InMemorySchemaRegistry();
  private final int id = registry.register("t-value", LabeledExample.getClassSchema());
  private final RecordDeserializer<LabeledExample> deserializer =
      new RecordDeserializer<>(registry, LabeledExample.class);

  @Property(tries = 2000, seed = "1")
  void shouldRefuseOrReadAnyBytes(@ForAll @Size(max = 200) byte[] bytes) {
    readOrRefuse(bytes);
  }

  @Property(tries = 2000, seed = "1")
  void shouldRefuseOrReadAnyBodyOfAKnownSchema(@ForAll @Size(max = 200) byte[] body) {
    readOrRefuse(Payloads.withId(id, body));
  }

  @Property(tries = 2000, seed = "1")
  void shouldRefuseOrReadDamagedRecords(
      @ForAll("examples") LabeledExample example,
      @ForAll @IntRange(min = 0, max = 10_000) int where,
      @ForAll byte damage) {
    byte[] bytes = new RecordSerializer<LabeledExample>(registry).serialize(TOPIC, example);
    bytes[where % bytes.length] = damage;
    readOrRefuse(bytes);
  }

  @Property(tries = 200, seed = "1")
  void shouldRefuseEveryTruncatedAndEveryExtendedRecord(
      @ForAll("examples") LabeledExample example,
      @ForAll @IntRange(min = 0, max = 10_000) int where) {
    byte[] bytes = new RecordSerializer<LabeledExample>(registry).serialize(TOPIC, example);

    assertRefused(RejectionReason.UNREADABLE_BYTES, Arrays.copyOf(bytes, where % bytes.length));
    assertRefused(RejectionReason.UNREADABLE_BYTES, Arrays.copyOf(bytes, bytes.length + 1));
  }

  /** Bodies of a few bytes whose lengths, believed, would take gigabytes or never end. */
  @ParameterizedTest
  @CsvSource({
    "string of 2^31-1 bytes, fe ff ff ff 0f 31",
    "string of 2^62 bytes, 80 80 80 80 80 80 80 80 80 01 31",
    "string of -1 bytes, 01 31",
    "varint without end, ff ff ff ff ff ff ff ff ff ff ff ff",
    "union branch 9, 02 31 02 31 02 31 00 12",
    "union branch -1, 02 31 02 31 02 31 00 01",
    "2^31-1 references, 02 31 02 31 02 31 00 04 fe ff ff ff 0f 02 31",
    "2^62 references, 02 31 02 31 02 31 00 04 80 80 80 80 80 80 80 80 80 01",
    "-2^63 references, 02 31 02 31 02 31 00 04 ff ff ff ff ff ff ff ff ff 01 00",
    "2^31-1 spans, 02 31 02 31 02 31 00 06 fe ff ff ff 0f 02 31"
  })
  @Timeout(5)
  void shouldRefuseLengthsThatLie(String name, String body) {
    assertRefused(
        RejectionReason.UNREADABLE_BYTES,
        Payloads.withId(id, HexFormat.ofDelimiter(" ").parseHex(body)));
  }

  /** Items that take no byte are the one case in which a count is not bound by the bytes. */
  @Test
  @Timeout(5)
  void shouldRefuseToSkipEndlessItemsOfNothing() {
    Schema nothing =
        SchemaBuilder.record("LabeledExample")
            .namespace("io.headwater.schemas")
            .fields()
            .name("nothing")
            .type()
            .array()
            .items()
            .nullType()
            .noDefault()
            .endRecord();
    int other = registry.register("nothing", nothing);
    byte[] body = HexFormat.of().parseHex("feffffff0f".repeat(1000) + "00");

    assertThatThrownBy(() -> deserializer.deserialize(TOPIC, Payloads.withId(other, body)))
        .isInstanceOf(UnreadableRecordException.class);
  }

  @Test
  void shouldRefuseRecordsNestedWithoutEnd() {
    Schema self =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"LabeledExample\","
                    + "\"namespace\":\"io.headwater.schemas\",\"fields\":["
                    + "{\"name\":\"self\",\"type\":\"LabeledExample\"}]}");

    assertThatThrownBy(
            () ->
                deserializer.deserialize(
                    TOPIC, Payloads.withId(registry.register("self", self), new byte[10])))
        .isInstanceOf(UnreadableRecordException.class);
  }

  /** A record of two records of two records and so on takes no byte, and no end of time to skip. */
  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void shouldRefuseASchemaOfRecordsDoubledWithoutEnd() {
    Schema doubled = Schema.createRecord("R0", null, null, false, List.of());
    for (int i = 1; i < 40; i++) {
      doubled =
          Schema.createRecord(
              "R" + i,
              null,
              null,
              false,
              List.of(new Schema.Field("a", doubled), new Schema.Field("b", doubled)));
    }
    List<Schema.Field> fields = new ArrayList<>();
    LabeledExample.getClassSchema()
        .getFields()
        .forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    fields.add(0, new Schema.Field("more", doubled));
    int other =
        registry.register(
            "doubled",
            Schema.createRecord("LabeledExample", null, "io.headwater.schemas", false, fields));

    assertRefused(RejectionReason.SCHEMA_MISMATCH, Payloads.withId(other, new byte[10]));
  }

  @Test
  void shouldTellFaultsApart() {
    Schema text = SchemaBuilder.builder().stringType();

    assertRefused(RejectionReason.UNREADABLE_BYTES, new byte[0]);
    assertRefused(RejectionReason.UNREADABLE_BYTES, new byte[] {0, 0, 0, 0});
    assertRefused(
        RejectionReason.UNREADABLE_BYTES, "{\"id\":1}".getBytes(StandardCharsets.US_ASCII));
    assertRefused(RejectionReason.UNKNOWN_SCHEMA_ID, Payloads.withId(12_345, new byte[10]));
    assertRefused(RejectionReason.UNKNOWN_SCHEMA_ID, Payloads.withId(-1, new byte[10]));
    assertRefused(RejectionReason.SCHEMA_MISMATCH, Payloads.of(registry, text, "hello"));
  }

  @Test
  void shouldRefuseAnIntegerWhereATextWasMeant() {
    Schema wrong =
        SchemaBuilder.record("LabeledExample")
            .namespace("io.headwater.schemas")
            .fields()
            .requiredInt("id")
            .endRecord();
    GenericData.Record record = new GenericData.Record(wrong);
    record.put("id", 1);

    assertRefused(RejectionReason.SCHEMA_MISMATCH, Payloads.of(registry, wrong, record));
  }

  @Test
  void shouldNotTakeAnAbsentRegistryForABadRecord() {
    SchemaRegistry away =
        new SchemaRegistry() {
          @Override
          public int register(String subject, Schema schema) {
            throw new RegistryUnavailableException("away", null);
          }

          @Override
          public Schema byId(int asked) {
            throw new RegistryUnavailableException("away", null);
          }

          @Override
          public void close() {}
        };

    assertThatExceptionOfType(RegistryUnavailableException.class)
        .isThrownBy(
            () ->
                new RecordDeserializer<>(away, LabeledExample.class)
                    .deserialize(TOPIC, Payloads.withId(1)));
  }

  private void readOrRefuse(byte[] bytes) {
    try {
      assertThat(deserializer.deserialize(TOPIC, bytes)).isInstanceOf(LabeledExample.class);
    } catch (UnreadableRecordException e) {
      assertThat(e.reason()).isNotNull();
    }
  }

  private void assertRefused(RejectionReason reason, byte[] bytes) {
    assertThatThrownBy(() -> deserializer.deserialize(TOPIC, bytes))
        .isInstanceOfSatisfying(
            UnreadableRecordException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Provide
  Arbitrary<LabeledExample> examples() {
    return Examples.any();
  }
}
