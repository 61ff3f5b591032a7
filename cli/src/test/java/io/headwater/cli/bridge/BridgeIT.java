package io.headwater.cli.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.cli.CommandProcess;
import io.headwater.client.task.TaskDirectory;
import io.headwater.cluster.EmbeddedCluster;
import io.headwater.cluster.junit.TopicPrefix;
import io.headwater.cluster.junit.WithCluster;
import io.headwater.ingest.bridge.Bridge;
import io.headwater.ingest.bridge.BridgeConfig;
import io.headwater.ingest.bridge.BridgeMapping;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ScoreRange;
import io.headwater.schemas.ScoreTarget;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.SchemaRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A team's own topics become examples, each record once, whatever happens to the bridge. */
@WithCluster
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class BridgeIT {
  private static final Logger LOG = LoggerFactory.getLogger(BridgeIT.class);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int PARTITIONS = 3;

  @TempDir private Path folder;
  private Map<String, String> settings;
  private Topics topics;
  private String from;
  private String task = "priority";
  private Admin admin;
  private SchemaRegistry registry;
  private KafkaProducer<byte[], byte[]> producer;

  @BeforeEach
  void open(EmbeddedCluster cluster, @TopicPrefix String prefix) {
    from = prefix + "source";
    settings = new HashMap<>();
    settings.put(BridgeConfig.BOOTSTRAP_SERVERS, cluster.bootstrapServers());
    settings.put(BridgeConfig.SCHEMA_REGISTRY_URL, cluster.registryUrl());
    settings.put(BridgeConfig.TOPIC_PREFIX, prefix);
    settings.put("consumer.session.timeout.ms", "6000");
    settings.put("consumer.heartbeat.interval.ms", "1500");
    settings.put("streams.state.dir", folder.resolve("state").toString());
    BridgeConfig config = config();
    topics = config.topics();
    admin = Admin.create(config.adminProperties());
    registry = config.openRegistry();
    producer =
        new KafkaProducer<>(
            // one request at a time: a partition that was just made may refuse the first batch and
            // take the second, and then refuses the first for good
            config.producerProperties(Map.of("max.in.flight.requests.per.connection", 1)),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterEach
  void close() {
    producer.close();
    registry.close();
    admin.close();
  }

  private BridgeConfig config() {
    Map<String, String> all = new HashMap<>(settings);
    all.put(BridgeConfig.FROM, from);
    return new BridgeConfig(all);
  }

  @Test
  void shouldMakeEachJsonRecordOneExampleOrOneDeadLetterWhereItIsKilledTwiceAndStopped()
      throws Exception {
    Path mapping =
        Files.write(
            folder.resolve("mapping.properties"),
            List.of(
                "format=json",
                "task=priority",
                "task.kind=CLASSIFICATION",
                "task.labels=low,high",
                "text=$.ticket.body",
                "label=$.ticket.priority",
                "label.map.P1=high",
                "skip.when.missing=label"));
    // long transactions, so that there is one to kill the bridge in
    settings.put("streams.commit.interval.ms", "700");
    createSource();
    Tickets tickets = new Tickets(producer, from);

    for (long least : List.of(3_000L, 10_000L)) {
      try (CommandProcess bridge = start(mapping)) {
        await(
            bridge,
            () -> {
              if (tickets.sent() < committed() + 3_000) {
                tickets.send(200);
              }
              return committed() >= least && isTransactionOpen(topics.examples(task));
            });
        bridge.kill();
        LOG.info("Killed at {} of {} records", committed(), tickets.sent());
      }
    }
    stopUnderLoad(mapping, tickets);
    tickets.send(200);
    try (CommandProcess bridge = start(mapping)) {
      await(bridge, this::isAtTheEnd);
    }

    String output = topics.examples(task);
    assertThat(
            sorted(
                read(output, IsolationLevel.READ_COMMITTED).stream()
                    .map(message -> example(message).getAttributes().get("origin"))))
        .isEqualTo(sorted(tickets.good.stream()));
    assertThat(
            sorted(
                read(topics.deadLetters(), IsolationLevel.READ_COMMITTED).stream()
                    .map(BridgeIT::originOfLetter)))
        .isEqualTo(sorted(tickets.bad.stream()));
    assertThat(read(output, IsolationLevel.READ_UNCOMMITTED))
        .as("examples with those of transactions that were killed")
        .hasSizeGreaterThan(tickets.good.size());
    LOG.info(
        "{} examples and {} dead letters of {} records, {} written in vain",
        tickets.good.size(),
        tickets.bad.size(),
        tickets.sent(),
        read(output, IsolationLevel.READ_UNCOMMITTED).size() - tickets.good.size());
  }

  private void stopUnderLoad(Path mapping, Tickets tickets) throws Exception {
    try (CommandProcess bridge = start(mapping)) {
      await(
          bridge,
          () -> {
            if (tickets.sent() < committed() + 3_000) {
              tickets.send(200);
            }
            return committed() >= 12_000;
          });
      bridge.terminate();
      assertThat(bridge.awaitEnd(Duration.ofSeconds(10))).as(bridge::log).isTrue();
      assertThat(bridge.exitCode()).isEqualTo(128 + 15);
    }
  }

  @Test
  void shouldWaitForAForeignAvroTopicAndGoOnWhereItStopped() throws Exception {
    task = "stars";
    try (TaskDirectory tasks = TaskDirectory.open(config())) {
      tasks.declare(
          TaskSpec.newBuilder()
              .setName("stars")
              .setKind(TaskKind.REGRESSION)
              .setScoreRange(new ScoreRange(1.0, 5.0))
              .build());
    }
    BridgeMapping mapping =
        new BridgeMapping(
            Map.of("format", "avro", "task", "stars", "text", "$.body", "score", "$.stars"));
    try (Bridge bridge = Bridge.start(config(), mapping)) {
      await(bridge, () -> bridge.status().state().equals("waiting to find topic " + from));
      createSource();
      sendReviews(300);
      await(bridge, this::isAtTheEnd);
    }
    sendReviews(200);
    try (Bridge bridge = Bridge.start(config(), mapping)) {
      await(bridge, this::isAtTheEnd);
      assertThat(bridge.status().read()).isEqualTo(202);
    }

    List<LabeledExample> examples =
        read(topics.examples("stars"), IsolationLevel.READ_COMMITTED).stream()
            .map(this::example)
            .toList();
    assertThat(examples).hasSize(500);
    assertThat(examples)
        .allSatisfy(
            example -> {
              int number = Integer.parseInt(example.getText().replaceAll("\\D", ""));
              assertThat(example.getTarget()).isEqualTo(new ScoreTarget(1.0 + number % 5));
            });
    assertThat(examples.stream().map(e -> e.getAttributes().get("origin"))).doesNotHaveDuplicates();
    assertThat(read(topics.deadLetters(), IsolationLevel.READ_COMMITTED))
        .extracting(letter -> header(letter, DeadLetter.REASON))
        .containsExactlyInAnyOrder(
            "UNKNOWN_SCHEMA_ID", "UNREADABLE_BYTES", "UNKNOWN_SCHEMA_ID", "UNREADABLE_BYTES");
  }

  @Test
  void shouldSayThatATaskIsNotDeclared() {
    BridgeMapping mapping =
        new BridgeMapping(
            Map.of("format", "json", "task", "nobodys", "text", "$.t", "label", "$.l"));
    try (Bridge bridge = Bridge.start(config(), mapping)) {
      assertThatThrownBy(() -> bridge.awaitTermination(PATIENCE))
          .isInstanceOf(ConfigException.class)
          .hasMessageContainingAll("nobodys", "task.kind", "headwater tasks declare");
    }
  }

  private static List<String> sorted(Stream<String> origins) {
    return origins.sorted().toList();
  }

  private CommandProcess start(Path mapping) throws IOException {
    return CommandProcess.start(
        folder, settings, "bridge", "--from", from, "--map", mapping.toString());
  }

  private void createSource() throws Exception {
    admin.createTopics(List.of(new NewTopic(from, PARTITIONS, (short) 1))).all().get();
  }

  private void sendReviews(int count) throws Exception {
    Schema schema =
        SchemaBuilder.record("Review")
            .namespace("com.example.shop")
            .fields()
            .requiredString("body")
            .requiredDouble("stars")
            .endRecord();
    int id = registry.register(from + "-value", schema);
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      GenericRecord review =
          new GenericRecordBuilder(schema)
              .set("body", "review " + i)
              .set("stars", 1.0 + i % 5)
              .build();
      values.add(avro(id, schema, review));
    }
    values.add(new byte[] {0, 0x7F, 0, 0, 1, 2});
    values.add("no Avro".getBytes(StandardCharsets.UTF_8));
    List<Future<RecordMetadata>> answers =
        values.stream().map(value -> producer.send(new ProducerRecord<>(from, value))).toList();
    producer.flush();
    for (Future<RecordMetadata> answer : answers) {
      answer.get();
    }
  }

  private static byte[] avro(int id, Schema schema, GenericRecord value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
    var encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(schema).write(value, encoder);
    return bytes.toByteArray();
  }

  private static void await(CommandProcess bridge, Callable<Boolean> reached) throws Exception {
    await(reached, bridge::log);
  }

  private static void await(Bridge bridge, Callable<Boolean> reached) throws Exception {
    await(reached, () -> bridge.status().toString());
  }

  private static void await(Callable<Boolean> reached, Supplier<String> state) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!reached.call()) {
      assertThat(System.nanoTime()).as(state.get()).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** Returns how far the examples can be read by those who read what is committed. */
  private long committed() throws Exception {
    return endOf(topics.examples(task), IsolationLevel.READ_COMMITTED);
  }

  private boolean isTransactionOpen(String topic) throws Exception {
    return endOf(topic, IsolationLevel.READ_UNCOMMITTED)
        > endOf(topic, IsolationLevel.READ_COMMITTED);
  }

  private long endOf(String topic, IsolationLevel isolation) throws Exception {
    return ends(topic, isolation).values().stream().mapToLong(Long::longValue).sum();
  }

  private Map<TopicPartition, Long> ends(String topic, IsolationLevel isolation) throws Exception {
    if (!admin.listTopics().names().get().contains(topic)) {
      return Map.of();
    }
    var partitions =
        admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions();
    Map<TopicPartition, OffsetSpec> latest =
        partitions.stream()
            .collect(
                Collectors.toMap(
                    info -> new TopicPartition(topic, info.partition()),
                    info -> OffsetSpec.latest()));
    return admin
        .listOffsets(latest, new ListOffsetsOptions(isolation))
        .all()
        .get()
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  /** Whether the bridge has committed all of the source, and all of that can be read. */
  private boolean isAtTheEnd() throws Exception {
    String group = config().applicationId(task);
    Map<TopicPartition, OffsetAndMetadata> done =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    boolean passed =
        ends(from, IsolationLevel.READ_COMMITTED).entrySet().stream()
            .allMatch(
                end ->
                    end.getValue() == 0
                        || (done.containsKey(end.getKey())
                            && done.get(end.getKey()).offset() == end.getValue()));
    // a transaction that is decided for one topic may not be so for the other yet
    return passed
        && !isTransactionOpen(topics.examples(task))
        && !isTransactionOpen(topics.deadLetters());
  }

  private List<ConsumerRecord<byte[], byte[]>> read(String topic, IsolationLevel isolation)
      throws Exception {
    Map<TopicPartition, Long> ends = ends(topic, isolation);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            config()
                .consumerProperties(
                    Map.of("isolation.level", isolation.toString().toLowerCase(Locale.ROOT))),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(ends.keySet());
      consumer.seekToBeginning(ends.keySet());
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  private LabeledExample example(ConsumerRecord<byte[], byte[]> message) {
    LabeledExample example =
        new RecordDeserializer<>(registry, LabeledExample.class)
            .deserialize(message.topic(), message.value());
    assertThat(message.key()).isEqualTo(example.getId().getBytes(StandardCharsets.UTF_8));
    return example;
  }

  private static String originOfLetter(ConsumerRecord<byte[], byte[]> letter) {
    return header(letter, DeadLetter.TOPIC)
        + "-"
        + header(letter, DeadLetter.PARTITION)
        + "@"
        + header(letter, DeadLetter.OFFSET);
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return DeadLetter.textOf(letter.headers(), name).orElseThrow();
  }
}
