package io.headwater.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.contract.RejectionReason;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecordBuilder;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class GenericDeserializerTest {
  private static final String TOPIC = "reviews";

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final GenericDeserializer deserializer = new GenericDeserializer(registry);

  @Test
  void shouldReadARecordOfASchemaItHasNeverSeen() {
    Schema decimal = LogicalTypes.decimal(6, 2).addToSchema(Schema.create(Schema.Type.BYTES));
    Schema schema =
        SchemaBuilder.record("Review")
            .fields()
            .requiredString("body")
            .name("tags")
            .type()
            .map()
            .values()
            .stringType()
            .noDefault()
            .name("price")
            .type(decimal)
            .noDefault()
            .name("at")
            .type(LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG)))
            .noDefault()
            .endRecord();
    byte[] bytes =
        Payloads.of(
            registry,
            schema,
            new GenericRecordBuilder(schema)
                .set("body", "世界")
                .set("tags", Map.of("a", "b"))
                .set("price", ByteBuffer.wrap(new byte[] {4, -46}))
                .set("at", 1_500_000L)
                .build());

    assertThat(deserializer.deserialize(TOPIC, bytes))
        .isEqualTo(
            Map.of(
                "body",
                "世界",
                "tags",
                Map.of("a", "b"),
                "price",
                new BigDecimal("12.34"),
                "at",
                Instant.ofEpochMilli(1_500)));
  }

  @Test
  void shouldReadRecordsThatNameJavaClassesAsPlainOnes() {
    LabeledExample example =
        LabeledExample.newBuilder()
            .setId("1")
            .setTask("t")
            .setText("x")
            .setTarget(new LabelTarget("a"))
            .setOccurredAt(Instant.EPOCH)
            .build();
    byte[] bytes = new RecordSerializer<LabeledExample>(registry).serialize(TOPIC, example);

    Object read = deserializer.deserialize(TOPIC, bytes);

    assertThat(read)
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("text", "x")
        .containsEntry("target", Map.of("label", "a"));
  }

  @Test
  void shouldRefuseWhatIsNoRecordOfItsSchema() {
    Schema text = Schema.create(Schema.Type.STRING);
    int id = registry.register("text", text);

    assertRefused(new byte[] {0, 0, 0}, RejectionReason.UNREADABLE_BYTES);
    assertRefused(new byte[] {1, 0, 0, 0, 1, 0}, RejectionReason.UNREADABLE_BYTES);
    assertRefused(Payloads.withId(99, (byte) 0), RejectionReason.UNKNOWN_SCHEMA_ID);
    assertRefused(Payloads.withId(id, (byte) 4, (byte) 'a'), RejectionReason.UNREADABLE_BYTES);
    assertRefused(Payloads.withId(id, (byte) 0, (byte) 0), RejectionReason.UNREADABLE_BYTES);
    assertThat(deserializer.deserialize(TOPIC, null)).isNull();
  }

  @Test
  void shouldNotMakeAFixedThatItsBytesDoNotHold() {
    int id = registry.register("fixed", Schema.createFixed("F", null, null, 2_000_000_000));

    assertRefused(Payloads.withId(id, (byte) 0), RejectionReason.UNREADABLE_BYTES);
  }

  @Test
  @Timeout(20)
  void shouldNotMakeRecordsWithoutEndOfNoBytes() {
    Schema leaf = Schema.createRecord("R0", null, null, false, List.of());
    Schema doubled = leaf;
    for (int i = 1; i < 60; i++) {
      doubled =
          Schema.createRecord(
              "R" + i,
              null,
              null,
              false,
              List.of(new Schema.Field("a", doubled), new Schema.Field("b", doubled)));
    }
    int id = registry.register("doubled", doubled);

    assertRefused(Payloads.withId(id), RejectionReason.UNREADABLE_BYTES);
  }

  @Test
  void shouldNotOverflowOnARecordWithinItself() {
    Schema self = Schema.createRecord("Self", null, null, false);
    self.setFields(List.of(new Schema.Field("next", self)));
    int id = registry.register("self", self);

    assertRefused(Payloads.withId(id), RejectionReason.UNREADABLE_BYTES);
  }

  @Property
  void shouldRefuseOrReadAnyBytesAndNothingElse(@ForAll @Size(max = 64) byte[] body) {
    Schema schema =
        SchemaBuilder.array()
            .items(
                SchemaBuilder.unionOf()
                    .stringType()
                    .and()
                    .map()
                    .values()
                    .bytesType()
                    .and()
                    .enumeration("E")
                    .symbols("A", "B")
                    .endUnion());
    byte[] bytes = Payloads.withId(registry.register("any", schema), body);
    try {
      assertThat(deserializer.deserialize(TOPIC, bytes)).isInstanceOf(List.class);
    } catch (UnreadableRecordException e) {
      assertThat(e.reason()).isEqualTo(RejectionReason.UNREADABLE_BYTES);
    }
  }

  private void assertRefused(byte[] bytes, RejectionReason reason) {
    assertThatThrownBy(() -> deserializer.deserialize(TOPIC, bytes))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining(reason == RejectionReason.UNKNOWN_SCHEMA_ID ? "99" : TOPIC)
        .extracting(e -> ((UnreadableRecordException) e).reason())
        .isEqualTo(reason);
  }
}
