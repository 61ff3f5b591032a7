package io.headwater.ingest.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.ingest.fields.ExampleMaker;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.ScoreTarget;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.serde.InMemorySchemaRegistry;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RegistryUnavailableException;
import io.headwater.schemas.serde.SchemaRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BridgeTopologyTest {
  private static final String FROM = "tickets";
  private static final Instant LONG_AGO = Instant.parse("2019-05-01T10:00:00Z");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final int LARGEST_EXAMPLE = 2_000;
  private static final int LARGEST_LETTER = 4_000;
  private static final Map<String, String> PRIORITY =
      Map.of(
          "format", "json",
          "task", "priority",
          "task.kind", "CLASSIFICATION",
          "task.labels", "low,high",
          "text", "$.ticket.body",
          "label", "$.ticket.priority");

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final BridgeCounters counters = new BridgeCounters();
  private final AtomicReference<ExampleMaker> maker = new AtomicReference<>();
  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> source;
  private TestOutputTopic<String, LabeledExample> examples;
  private TestOutputTopic<byte[], byte[]> letters;

  @AfterEach
  void close() {
    driver.close();
  }

  private void bridge(Map<String, String> settings, String... more) {
    bridge(registry, settings, more);
  }

  private void bridge(SchemaRegistry schemas, Map<String, String> settings, String... more) {
    Map<String, String> all = new HashMap<>(settings);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    BridgeMapping mapping = new BridgeMapping(all);
    maker.set(new ExampleMaker(mapping.declaration().orElseThrow()));
    OutputTopics topics = new OutputTopics("examples", LARGEST_EXAMPLE, "letters", LARGEST_LETTER);
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "bridge-test");
    driver =
        new TopologyTestDriver(
            BridgeTopology.of(List.of(FROM), mapping, schemas, maker::get, topics, counters),
            properties,
            NOW);
    source = driver.createInputTopic(FROM, new ByteArraySerializer(), new ByteArraySerializer());
    examples =
        driver.createOutputTopic(
            "examples",
            new StringDeserializer(),
            new RecordDeserializer<>(registry, LabeledExample.class));
    letters =
        driver.createOutputTopic(
            "letters", new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private void send(String key, byte[] value) {
    source.pipeInput(
        new TestRecord<>(
            key == null ? null : utf8(key),
            value,
            new RecordHeaders().add("team", utf8("billing")),
            LONG_AGO));
  }

  private void send(String value) {
    send("k", utf8(value));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private RejectionReason refusedFor() {
    return DeadLetter.reasonOf(letters.readRecord().headers()).orElseThrow();
  }

  @Test
  void shouldMakeAnExampleOfAJsonRecord() {
    bridge(PRIORITY);
    send("{\"ticket\":{\"body\":\"The login page is down\",\"priority\":\"high\"}}");

    TestRecord<String, LabeledExample> written = examples.readRecord();
    LabeledExample example = written.value();
    assertThat(example.getTask()).isEqualTo("priority");
    assertThat(example.getText()).isEqualTo("The login page is down");
    assertThat(example.getTarget()).isEqualTo(new LabelTarget("high"));
    assertThat(example.getOccurredAt()).isEqualTo(LONG_AGO);
    assertThat(example.getAttributes()).containsExactly(Map.entry("origin", "tickets-0@0"));
    assertThat(written.key()).isEqualTo(example.getId());
    assertThat(letters.isEmpty()).isTrue();
    assertThat(counters.written()).isEqualTo(1);
  }

  @Test
  void shouldStampExamplesWithTheTimeTheyAreSentSoThatOldRecordsAreKept() {
    bridge(PRIORITY);
    send("{\"ticket\":{\"body\":\"old\",\"priority\":\"low\"}}");
    send("{}");

    assertThat(examples.readRecord().getRecordTime()).isEqualTo(NOW);
    assertThat(letters.readRecord().getRecordTime()).isEqualTo(NOW);
  }

  @Test
  void shouldGiveTheSameRecordTheSameIdAndAnotherAnother() {
    bridge(PRIORITY);
    send("{\"ticket\":{\"body\":\"same\",\"priority\":\"low\"}}");
    send("{\"ticket\":{\"body\":\"same\",\"priority\":\"low\"},\"seen\":2}");
    send("{\"ticket\":{\"body\":\"other\",\"priority\":\"low\"}}");

    List<String> ids = examples.readRecordsToList().stream().map(TestRecord::key).toList();
    assertThat(ids.get(0)).isEqualTo(ids.get(1)).isNotEqualTo(ids.get(2));
  }

  @Test
  void shouldReadJsonBehindTheHeaderOfConfluentsJsonSchemaFormat() {
    bridge(PRIORITY);
    byte[] json = utf8("{\"ticket\":{\"body\":\"hello\",\"priority\":\"low\"}}");
    send("k", ByteBuffer.allocate(5 + json.length).put((byte) 0).putInt(77).put(json).array());

    assertThat(examples.readValue().getText()).isEqualTo("hello");
  }

  @Test
  void shouldTakeFieldsFromKeyHeadersAndTimestamp() {
    bridge(
        Map.of(
            "format", "string",
            "task", "owner",
            "task.kind", "CLASSIFICATION",
            "task.open.labels", "true",
            "text", "$",
            "label", "headers.team",
            "id", "key",
            "occurred.at", "timestamp"));
    send("t-17", utf8("Grüße 🌍"));

    LabeledExample example = examples.readValue();
    assertThat(example.getText()).isEqualTo("Grüße 🌍");
    assertThat(example.getTarget()).isEqualTo(new LabelTarget("billing"));
    assertThat(example.getId()).isEqualTo("t-17");
    assertThat(example.getOccurredAt()).isEqualTo(LONG_AGO);
  }

  @Test
  void shouldRenameLabelsWhateverTheirTypeAndLeaveTheOthers() {
    bridge(PRIORITY, "label.map.1", "low", "label.map.true", "high");
    send("{\"ticket\":{\"body\":\"a\",\"priority\":1}}");
    send("{\"ticket\":{\"body\":\"b\",\"priority\":true}}");
    send("{\"ticket\":{\"body\":\"c\",\"priority\":\"low\"}}");

    assertThat(examples.readValuesToList())
        .extracting(LabeledExample::getTarget)
        .containsExactly(new LabelTarget("low"), new LabelTarget("high"), new LabelTarget("low"));
  }

  @Test
  void shouldPassOverRecordsThatAreNotLabeledYet() {
    bridge(PRIORITY, "skip.when.missing", "label");
    send("{\"ticket\":{\"body\":\"a\"}}");
    send("{\"ticket\":{\"body\":\"b\",\"priority\":null}}");
    send("{\"ticket\":{\"body\":\"c\",\"priority\":\" \"}}");
    send("{\"ticket\":{\"priority\":\"low\"}}");

    assertThat(counters.skipped()).isEqualTo(3);
    assertThat(examples.isEmpty()).isTrue();
    assertThat(refusedFor()).isEqualTo(RejectionReason.MISSING_FIELD);
    assertThat(letters.isEmpty()).isTrue();
  }

  @Test
  void shouldTakeSeveralReferencesAndScores() {
    bridge(
        Map.of(
            "format", "json",
            "task", "tldr",
            "task.kind", "summarization",
            "text", "$.paper['full text']",
            "summary", "$.reviews[*].tldr",
            "weight", "$.w"));
    send(
        "{\"paper\":{\"full text\":\"long\"},\"w\":0.5,"
            + "\"reviews\":[{\"tldr\":\"one\"},{},{\"tldr\":\"two\"}]}");

    LabeledExample example = examples.readValue();
    assertThat(example.getTarget()).isEqualTo(new ReferencesTarget(List.of("one", "two")));
    assertThat(example.getWeight()).isEqualTo(0.5);
  }

  @Test
  void shouldMakeExamplesOfForeignAvro() {
    Schema ticket =
        SchemaBuilder.record("Ticket")
            .namespace("com.example")
            .fields()
            .requiredString("body")
            .name("stars")
            .type()
            .nullable()
            .doubleType()
            .noDefault()
            .name("at")
            .type(LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG)))
            .noDefault()
            .name("other")
            .type()
            .unionOf()
            .nullType()
            .and()
            .record("Other")
            .fields()
            .requiredString("body")
            .endRecord()
            .endUnion()
            .noDefault()
            .endRecord();
    bridge(
        Map.of(
            "format", "avro",
            "task", "stars",
            "task.kind", "REGRESSION",
            "task.score.minimum", "1",
            "task.score.maximum", "5",
            "text", "$.body",
            "score", "$.stars",
            "occurred.at", "$.at"));
    GenericRecordBuilder record =
        new GenericRecordBuilder(ticket)
            .set("body", "nice")
            .set("stars", 4.5)
            .set("at", 1_700_000_000_123_456L)
            .set("other", null);
    send("k", avro(ticket, record.build()));
    send("k", avro(ticket, record.set("stars", null).build()));
    send("k", avro(ticket, record.set("stars", 6.0).build()));

    LabeledExample example = examples.readValue();
    assertThat(example.getText()).isEqualTo("nice");
    assertThat(example.getTarget()).isEqualTo(new ScoreTarget(4.5));
    assertThat(example.getOccurredAt()).isEqualTo(Instant.ofEpochMilli(1_700_000_000_123L));
    assertThat(refusedFor()).isEqualTo(RejectionReason.MISSING_FIELD);
    assertThat(refusedFor()).isEqualTo(RejectionReason.SCORE_OUT_OF_RANGE);
  }

  @Test
  void shouldMakeALabelOfAnAvroEnum() {
    Schema schema =
        new Schema.Parser()
            .parse(
                """
                {"type": "record", "name": "T", "fields": [
                  {"name": "body", "type": "string"},
                  {"name": "level", "type": {"type": "enum", "name": "L", "symbols": ["low", "high"]}}
                ]}""");
    bridge(PRIORITY, "format", "avro", "text", "$.body", "label", "$.level");
    send(
        "k",
        avro(
            schema,
            new GenericRecordBuilder(schema)
                .set("body", "x")
                .set(
                    "level",
                    new org.apache.avro.generic.GenericData.EnumSymbol(
                        schema.getField("level").schema(), "high"))
                .build()));

    assertThat(examples.readValue().getTarget()).isEqualTo(new LabelTarget("high"));
  }

  @Test
  void shouldSendWhatItCannotMapToTheDeadLettersAsItArrived() {
    bridge(PRIORITY);
    send("fine", utf8("{\"ticket\":{\"body\":\"a\",\"priority\":\"low\"}}"));
    byte[] value = utf8("{\"ticket\":{\"body\":\"a\",\"priority\":\"urgent\"}}");
    send("t-2", value);

    TestRecord<byte[], byte[]> letter = letters.readRecord();
    assertThat(letter.key()).isEqualTo(utf8("t-2"));
    assertThat(letter.value()).isEqualTo(value);
    assertThat(letter.headers().lastHeader("team").value()).isEqualTo(utf8("billing"));
    assertThat(headersOf(letter))
        .containsEntry(DeadLetter.REASON, "LABEL_NOT_IN_SET")
        .containsEntry(DeadLetter.TOPIC, FROM)
        .containsEntry(DeadLetter.PARTITION, "0")
        .containsEntry(DeadLetter.OFFSET, "1")
        .containsEntry(DeadLetter.TIMESTAMP, Long.toString(LONG_AGO.toEpochMilli()));
    assertThat(headersOf(letter).get(DeadLetter.MESSAGE)).contains("urgent", "low", "high");
    assertThat(counters.deadLetters()).isEqualTo(1);
  }

  private static Map<String, String> headersOf(TestRecord<byte[], byte[]> letter) {
    Map<String, String> headers = new HashMap<>();
    letter
        .headers()
        .forEach(
            header ->
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
    return headers;
  }

  @Test
  void shouldRefuseEverySortOfBadJsonAndGoOn() {
    bridge(PRIORITY);
    List<byte[]> bad =
        List.of(
            new byte[0],
            utf8("{"),
            utf8("{} {}"),
            utf8("not json"),
            new byte[] {'"', (byte) 0xC3, '"'},
            utf8("[".repeat(5_000)),
            new byte[] {0, 0, 0, 0, 1});
    bad.forEach(value -> send("k", value));
    bad.forEach(value -> assertThat(refusedFor()).isEqualTo(RejectionReason.UNREADABLE_BYTES));
    send("null");
    send("[1]");
    send("{\"ticket\":7}");
    for (int i = 0; i < 3; i++) {
      assertThat(refusedFor()).isEqualTo(RejectionReason.MISSING_FIELD);
    }
    send("{\"ticket\":{\"body\":{\"a\":1},\"priority\":\"low\"}}");
    send("{\"ticket\":{\"body\":\"a\",\"priority\":[\"low\"]}}");
    assertThat(refusedFor()).isEqualTo(RejectionReason.BAD_FIELD);
    assertThat(refusedFor()).isEqualTo(RejectionReason.BAD_FIELD);
    send("k", null);
    assertThat(refusedFor()).isEqualTo(RejectionReason.NO_VALUE);

    send(null, utf8("{\"ticket\":{\"body\":\"a\",\"priority\":\"low\"}}"));
    assertThat(examples.readValue().getText()).isEqualTo("a");
    assertThat(letters.isEmpty()).isTrue();
  }

  @Test
  void shouldRefuseTextThatIsNotUtf8() {
    bridge(PRIORITY, "format", "string", "text", "$", "label", "key");
    send("low", new byte[] {'a', (byte) 0xFF});

    assertThat(refusedFor()).isEqualTo(RejectionReason.UNREADABLE_BYTES);
  }

  @Test
  void shouldRefuseAvroOfAnUnknownSchema() {
    bridge(PRIORITY, "format", "avro");
    send("k", new byte[] {0, 0, 0, 3, 9, 1, 2});
    send("k", new byte[] {1, 0, 0});

    assertThat(refusedFor()).isEqualTo(RejectionReason.UNKNOWN_SCHEMA_ID);
    assertThat(refusedFor()).isEqualTo(RejectionReason.UNREADABLE_BYTES);
  }

  @Test
  void shouldRefuseExamplesAndLettersThatTheirTopicsWouldNotTake() {
    bridge(PRIORITY);
    byte[] large =
        utf8(
            "{\"ticket\":{\"body\":\"" + "a".repeat(LARGEST_EXAMPLE) + "\",\"priority\":\"low\"}}");
    send("k", large);
    TestRecord<byte[], byte[]> letter = letters.readRecord();
    assertThat(headersOf(letter)).containsEntry(DeadLetter.REASON, "TOO_LARGE");
    assertThat(letter.value()).isEqualTo(large);

    byte[] larger = new byte[LARGEST_LETTER];
    Arrays.fill(larger, (byte) '[');
    send("k", larger);
    letter = letters.readRecord();
    assertThat(letter.value()).isNull();
    assertThat(headersOf(letter)).containsEntry(DeadLetter.OFFSET, "1");
  }

  @Test
  void shouldFollowATaskThatGrows() {
    bridge(PRIORITY);
    String record = "{\"ticket\":{\"body\":\"a\",\"priority\":\"urgent\"}}";
    send(record);
    assertThat(refusedFor()).isEqualTo(RejectionReason.LABEL_NOT_IN_SET);
    TaskSpec before = new BridgeMapping(PRIORITY).declaration().orElseThrow();
    maker.set(
        new ExampleMaker(
            TaskSpec.newBuilder(before).setLabels(List.of("low", "high", "urgent")).build()));
    send(record);

    assertThat(examples.readValue().getTarget()).isEqualTo(new LabelTarget("urgent"));
  }

  @Test
  void shouldWaitForARegistryThatIsAwayAndLoseNothing() {
    AtomicInteger failures = new AtomicInteger(1);
    SchemaRegistry flaky =
        new SchemaRegistry() {
          @Override
          public int register(String subject, Schema schema) {
            if (failures.getAndDecrement() > 0) {
              throw new RegistryUnavailableException("away", null);
            }
            return registry.register(subject, schema);
          }

          @Override
          public Schema byId(int id) {
            return registry.byId(id);
          }

          @Override
          public void close() {}
        };
    bridge(flaky, PRIORITY);
    send("{\"ticket\":{\"body\":\"a\",\"priority\":\"low\"}}");

    assertThat(examples.readValue().getText()).isEqualTo("a");
    assertThat(failures).hasValue(-1);
  }

  private byte[] avro(Schema schema, Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(0);
    bytes.writeBytes(
        ByteBuffer.allocate(4).putInt(registry.register(schema.getFullName(), schema)).array());
    try {
      var encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
      new GenericDatumWriter<>(schema).write(value, encoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
