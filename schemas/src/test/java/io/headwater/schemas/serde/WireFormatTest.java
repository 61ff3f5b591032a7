package io.headwater.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.schemas.JournalEntry;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.OffsetRun;
import io.headwater.schemas.ScoreRange;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TaskStep;
import io.headwater.schemas.TopicSource;
import io.headwater.schemas.TrainerEvent;
import io.headwater.schemas.TrainerEventType;
import io.headwater.schemas.TrainingStep;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class WireFormatTest {
  private static final String TOPIC = "headwater.examples.tickets";

  private final SchemaRegistry registry = new InMemorySchemaRegistry();
  private final RecordSerializer<LabeledExample> serializer = new RecordSerializer<>(registry);
  private final RecordDeserializer<LabeledExample> deserializer =
      new RecordDeserializer<>(registry, LabeledExample.class);

  /**
   * The body is by hand from Avro's specification: zigzag lengths, UTF-8, union indexes, doubles
   * least significant byte first, a block of one map entry and the empty block that ends it.
   */
  @Test
  void shouldWriteTheBytesOfTheSpecification() {
    LabeledExample example =
        LabeledExample.newBuilder()
            .setId("1")
            .setTask("ab")
            .setText("Hé")
            .setTarget(new LabelTarget("x"))
            .setWeight(1.0)
            .setOccurredAt(Instant.ofEpochMilli(64))
            .setAttributes(Map.of("k", "v"))
            .build();

    byte[] bytes = serializer.serialize(TOPIC, example);

    assertThat(HexFormat.ofDelimiter(" ").formatHex(bytes))
        .isEqualTo(
            "00 00 00 00 01" // magic, id
                + " 02 31" // id
                + " 04 61 62" // task
                + " 06 48 c3 a9" // text
                + " 00" // textPair: null
                + " 00 02 78" // target: LabelTarget
                + " 00 00 00 00 00 00 f0 3f" // weight
                + " 80 01" // occurredAt
                + " 02 02 6b 02 76 00"); // attributes
    assertThat(deserializer.deserialize(TOPIC, bytes)).isEqualTo(example);
  }

  @Property(tries = 300, seed = "1")
  void shouldReadBackWhatWasWritten(@ForAll("examples") LabeledExample example) {
    byte[] bytes = serializer.serialize(TOPIC, example);

    assertThat(deserializer.deserialize(TOPIC, bytes)).isEqualTo(example);
  }

  @Property(tries = 100, seed = "1")
  void shouldBeReadableByAnyAvroReader(@ForAll("examples") LabeledExample example)
      throws IOException {
    byte[] bytes = serializer.serialize(TOPIC, example);
    Schema writer = registry.byId(ByteBuffer.wrap(bytes, 1, 4).getInt());
    var decoder = DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null);

    GenericRecord read = new GenericDatumReader<GenericRecord>(writer).read(null, decoder);

    assertThat(read.get("text")).hasToString(example.getText());
    assertThat(decoder.isEnd()).isTrue();
  }

  @Property(tries = 100, seed = "1")
  void shouldWriteWhatAvroWrites(@ForAll("examples") LabeledExample example) throws IOException {
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    expected.write(new byte[] {0, 0, 0, 0, 1});
    var encoder = EncoderFactory.get().directBinaryEncoder(expected, null);
    new SpecificDatumWriter<>(LabeledExample.class).write(example, encoder);

    assertThat(serializer.serialize(TOPIC, example)).isEqualTo(expected.toByteArray());
  }

  @Test
  void shouldWriteWhatAvroWritesOfEveryTypeOurRecordsHave() throws IOException {
    OffsetRun run = OffsetRun.newBuilder().setSource(0).setFrom(1L << 40).setCount(64).build();
    JournalEntry step =
        entry(
            TrainingStep.newBuilder()
                .setStep(-1)
                .setSources(List.of(new TopicSource("t", "id", 3)))
                .setRows(List.of(run, run))
                .setSeed(Long.MIN_VALUE)
                .setTasks(List.of(new TaskStep("a", 1, Double.NaN, 0.5)))
                .setLearningRate(1e-3)
                .setGradientNorm(Double.POSITIVE_INFINITY)
                .setApplied(false)
                .setTokens(Integer.MAX_VALUE)
                .setWaitingMillis(-0.0)
                .setComputingMillis(1)
                .build());
    JournalEntry event =
        entry(
            TrainerEvent.newBuilder()
                .setType(TrainerEventType.PARTITION_ADDED)
                .setSubject("")
                .setDetails(Map.of("from", "0"))
                .build());
    TaskSpec task = TaskSpec.newBuilder().setName("a").setKind(TaskKind.REGRESSION).build();
    TaskSpec ranged = TaskSpec.newBuilder(task).setScoreRange(new ScoreRange(-1.0, 1.0)).build();

    for (SpecificRecord each : List.of(step, event, task, ranged)) {
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      var encoder = EncoderFactory.get().directBinaryEncoder(expected, null);
      new SpecificDatumWriter<>(each.getSchema(), SpecificData.getForClass(each.getClass()))
          .write(each, encoder);
      byte[] bytes = new RecordSerializer<>(registry).serialize(each.getClass().getName(), each);

      assertThat(Arrays.copyOfRange(bytes, 5, bytes.length)).isEqualTo(expected.toByteArray());
    }
  }

  private static JournalEntry entry(Object body) {
    return JournalEntry.newBuilder()
        .setModel("m")
        .setEpoch(2)
        .setSequence(300)
        .setRecordedAt(Instant.ofEpochMilli(-1))
        .setBody(body)
        .build();
  }

  @Test
  void shouldReadRecordsOfAnOlderSchema() {
    Schema older =
        SchemaBuilder.record("TaskSpec")
            .namespace("io.headwater.schemas")
            .fields()
            .requiredString("name")
            .name("kind")
            .type(TaskSpec.getClassSchema().getField("kind").schema())
            .noDefault()
            .requiredLong("retired")
            .endRecord();
    GenericRecord record = new GenericData.Record(older);
    record.put("name", "tickets");
    record.put("kind", new GenericData.EnumSymbol(older.getField("kind").schema(), "REGRESSION"));
    record.put("retired", 7L);

    TaskSpec read =
        new RecordDeserializer<>(registry, TaskSpec.class)
            .deserialize(TOPIC, Payloads.of(registry, older, record));

    assertThat(read.getName()).isEqualTo("tickets");
    assertThat(read.getKind()).hasToString("REGRESSION");
    assertThat(read.getMaxInputTokens()).isEqualTo(128);
  }

  @Test
  void shouldGoOnAfterARecordThatBreaksItsSchema() {
    LabeledExample broken = new LabeledExample();
    broken.put("id", "id that the encoder has taken in by then");
    LabeledExample fine = Examples.any().sample();
    byte[] before = serializer.serialize(TOPIC, fine);

    assertThatThrownBy(() -> serializer.serialize(TOPIC, broken))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining(TOPIC);
    assertThat(serializer.serialize(TOPIC, fine)).isEqualTo(before);
  }

  @Test
  void shouldPassNullThrough() {
    assertThat(serializer.serialize(TOPIC, null)).isNull();
    assertThat(deserializer.deserialize(TOPIC, null)).isNull();
  }

  @Test
  void shouldWriteUnderTheSubjectOfEachTopic() {
    Schema other = SchemaBuilder.record("Other").fields().requiredString("a").endRecord();
    registry.register("taken-value", other);

    assertThatThrownBy(() -> serializer.serialize("taken", Examples.any().sample()))
        .isInstanceOf(SchemaRefusedException.class)
        .hasMessageContaining("taken-value");
    byte[] bytes = serializer.serialize("free", Examples.any().sample());
    assertThat(Arrays.copyOf(bytes, 5)).isEqualTo(new byte[] {0, 0, 0, 0, 2});
  }

  @Provide
  Arbitrary<LabeledExample> examples() {
    return Examples.any();
  }
}
