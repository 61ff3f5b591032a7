package io.headwater.cli.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cli.CommandRun;
import io.headwater.cluster.EmbeddedCluster;
import io.headwater.cluster.junit.TopicPrefix;
import io.headwater.cluster.junit.WithCluster;
import io.headwater.schemas.KafkaFutures;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.topic.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@WithCluster
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DeadLettersCommandIT {
  private static final LabeledExample EXAMPLE =
      LabeledExample.newBuilder()
          .setId("a")
          .setTask("mail")
          .setText("Grüße, 世界 🌍")
          .setTarget(new LabelTarget("news"))
          .setOccurredAt(Instant.EPOCH)
          .build();

  private final EmbeddedCluster cluster;
  private String prefix;

  DeadLettersCommandIT(EmbeddedCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void choosePrefix(@TopicPrefix String prefix) {
    this.prefix = prefix;
  }

  @Test
  void shouldSayThatThereIsNothingWhereThereIsNoTopic() {
    for (String command : List.of("list", "show", "retry")) {
      List<String> line = new ArrayList<>(List.of("dead-letters", command));
      if (command.equals("show")) {
        line.add("0-0");
      }
      CommandRun said = CommandRun.of(cluster, prefix, line.toArray(String[]::new));
      assertThat(said.code()).isZero();
      assertThat(said.out()).contains(prefix + "dead-letters does not exist yet");
    }
  }

  @Test
  void shouldCountAndListAndShow() throws Exception {
    try (Letters letters = new Letters()) {
      letters.topic(prefix + "dead-letters");
      assertThat(letters.run("list").out()).contains("There are no dead letters.");
      byte[] example = letters.example();
      letters.refuse(RejectionReason.LABEL_NOT_IN_SET, "mail", "a", example);
      letters.refuse(RejectionReason.UNREADABLE_BYTES, "mail", "b", new byte[] {7, 0, 'h', 'i'});
      letters.refuse(RejectionReason.UNREADABLE_BYTES, "post", "c", new byte[3_000]);
      letters.foreign("orders", "{\"x\": 1}");

      assertThat(letters.run("list").out())
          .containsPattern("LABEL_NOT_IN_SET +" + prefix + "examples.mail +1")
          .containsPattern("UNREADABLE_BYTES +" + prefix + "examples.post +1")
          .containsPattern("SerializationException +orders +1")
          .contains("0-0  LABEL_NOT_IN_SET  " + prefix + "examples.mail-0 offset 42")
          .contains("label \\u001b[2J is wrong");
      assertThat(letters.run("list", "--limit=1", "--task=mail").out())
          .contains("0-1  UNREADABLE")
          .doesNotContain("0-0  ")
          .doesNotContain("examples.post");
      assertThat(letters.run("list", "--reason=blank_text").out())
          .contains("None of the 4 dead letters matches.");
      assertThat(letters.run("list", "--since=1h").out()).contains("0-3  ");
      assertThat(letters.run("list", "--since=2999-01-01T00:00:00Z").out())
          .contains("There are no dead letters.");

      assertThat(letters.run("show", "0-0").out())
          .contains("read as LabeledExample")
          .contains("Grüße, 世界 🌍")
          .containsPattern("trace +t-a")
          .containsPattern("key +a");
      assertThat(letters.run("show", "0-1").out())
          .contains("00000000  07 00 68 69")
          .contains("|..hi|");
      assertThat(letters.run("show", "0-2").out()).contains("(1976 more bytes)");
      assertThat(letters.run("show", "0-3").out()).contains("{\"x\": 1}");
      assertThat(letters.run("show", "0-99").code()).isEqualTo(2);
      assertThat(letters.run("show", "5-0").err()).contains("PARTITION-OFFSET is 5-0");
    }
  }

  @Test
  void shouldSendEachLetterBackOnceAsItWas() throws Exception {
    try (Letters letters = new Letters()) {
      letters.topic(prefix + "examples.mail");
      byte[] example = letters.example();
      letters.refuse(RejectionReason.LABEL_NOT_IN_SET, "mail", "a", example);
      letters.refuse(RejectionReason.BLANK_TEXT, "mail", "b", new byte[] {9});
      letters.refuse(RejectionReason.LABEL_NOT_IN_SET, "gone", "c", new byte[] {1});
      letters.send(letters.letter("no topic!", 0, "d", new byte[] {1}));
      letters.send(letters.letter("", -1, "e", new byte[] {1}));

      assertThat(letters.run("retry", "--dry-run").out())
          .contains("2 dead letters would be sent back.")
          .contains("Nowhere to go: 3 ");
      assertThat(letters.read(prefix + "examples.mail")).isEmpty();

      assertThat(letters.run("retry", "--reason=LABEL_NOT_IN_SET").out())
          .contains("1 dead letter sent back.");
      List<ConsumerRecord<byte[], byte[]>> back = letters.read(prefix + "examples.mail");
      assertThat(back).hasSize(1);
      assertThat(back.get(0).key()).isEqualTo("a".getBytes(StandardCharsets.UTF_8));
      assertThat(back.get(0).value()).isEqualTo(example);
      assertThat(back.get(0).headers().toArray())
          .extracting(
              header -> header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8))
          .containsExactly("trace=t-a", "__headwater.retries=1");

      assertThat(letters.run("retry").out())
          .contains("1 dead letter sent back.")
          .contains("Sent back before: 1 ");
      assertThat(letters.run("retry").out()).contains("0 dead letters sent back.");
      assertThat(letters.read(prefix + "examples.mail")).hasSize(2);
      assertThat(letters.run("list").out()).containsPattern("0-0 .*sent back");

      assertThat(letters.run("retry", "--offset=0-1", "--again").out())
          .contains("1 dead letter sent back.");
      assertThat(letters.read(prefix + "examples.mail"))
          .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
          .containsExactly("a", "b", "b");
    }
  }

  @Test
  void shouldCountTheRetriesOfARecordThatIsRefusedAgain() throws Exception {
    try (Letters letters = new Letters()) {
      letters.topic(prefix + "examples.mail");
      letters.refuse(RejectionReason.BLANK_TEXT, "mail", "a", new byte[] {9});
      letters.run("retry");
      letters.refuse(letters.read(prefix + "examples.mail").get(0), RejectionReason.BLANK_TEXT);

      assertThat(letters.run("list").out()).contains("retries 1");
      assertThat(letters.run("retry").out())
          .contains("1 dead letter sent back.")
          .contains("Sent back before: 1 ");
      assertThat(
              DeadLetter.textOf(
                  letters.read(prefix + "examples.mail").get(1).headers(), DeadLetter.RETRIES))
          .contains("2");
    }
  }

  @Test
  void shouldSendARecordBackOnceAlthoughSeveralModelsRefusedIt() throws Exception {
    try (Letters letters = new Letters()) {
      letters.topic(prefix + "examples.mail");
      for (String model : List.of("main", "other")) {
        letters.refuse("mail", 0, "a", model);
        letters.refuse("mail", 1, "b", model);
      }
      letters.refuse("mail", 2, "c", "other");

      assertThat(letters.run("list").out())
          .containsPattern("BLANK_TEXT +" + prefix + "examples.mail +2 +main")
          .containsPattern("BLANK_TEXT +" + prefix + "examples.mail +3 +other");
      assertThat(letters.run("retry", "--model=main").out()).contains("2 dead letters sent back.");
      assertThat(letters.run("retry", "--dry-run").out())
          .contains("1 dead letter would be sent back.")
          .contains("Sent back before: 4 ");
      assertThat(letters.run("retry").out()).contains("1 dead letter sent back.");
      assertThat(letters.run("retry", "--again").out())
          .contains("3 dead letters sent back.")
          .contains("Other models' letters about the same records: 2 ");
      assertThat(letters.read(prefix + "examples.mail"))
          .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
          .containsExactly("a", "b", "c", "a", "b", "c");
    }
  }

  @Test
  void shouldListAndSendBackLettersWhateverHeadersTheirRecordsHad() throws Exception {
    try (Letters letters = new Letters()) {
      letters.topic(prefix + "examples.mail");
      for (String key : List.of("a", "b")) {
        ConsumerRecord<byte[], byte[]> record =
            letters.record(prefix + "examples.mail", 0, key, new byte[] {9});
        record.headers().add(DeadLetter.RETRIED, "0-0..99".getBytes(StandardCharsets.UTF_8));
        letters.refuse(record, RejectionReason.BLANK_TEXT);
      }

      assertThat(letters.run("list").out())
          .containsPattern("BLANK_TEXT +" + prefix + "examples.mail +2")
          .doesNotContain("sent back");
      assertThat(letters.run("show", "0-1").code()).isZero();
      assertThat(letters.run("retry").out()).contains("2 dead letters sent back.");
      List<ConsumerRecord<byte[], byte[]>> back = letters.read(prefix + "examples.mail");
      assertThat(back).hasSize(2);
      assertThat(DeadLetter.textOf(back.get(0).headers(), DeadLetter.RETRIED))
          .as("headers go back as they were")
          .contains("0-0..99");
    }
  }

  /** Stops a retry where it hurts: letters are sent, what remembers them is not committed. */
  @Test
  void shouldSendAnewWhatARetryThatDiedHadNotCommitted() throws Exception {
    try (Letters letters = new Letters()) {
      letters.topic(prefix + "examples.mail");
      for (int i = 0; i < 3; i++) {
        letters.refuse(RejectionReason.BLANK_TEXT, "mail", "k" + i, new byte[] {9});
      }
      try (KafkaProducer<byte[], byte[]> dying =
          letters.producer(Map.of("transactional.id", prefix + "dead-letters-retry"))) {
        dying.initTransactions();
        dying.beginTransaction();
        dying.send(new ProducerRecord<>(prefix + "examples.mail", new byte[] {1})).get();

        assertThat(letters.run("retry").out()).contains("3 dead letters sent back.");
      }
      assertThat(letters.read(prefix + "examples.mail"))
          .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
          .containsExactly("k0", "k1", "k2");
    }
  }

  /** Marks behind an open transaction are committed and cannot be read before it ends. */
  @Test
  void shouldWaitForATransactionThatHidesWhatWasSentBefore() throws Exception {
    try (Letters letters = new Letters()) {
      letters.topic(prefix + "examples.mail");
      letters.refuse(RejectionReason.BLANK_TEXT, "mail", "a", new byte[] {9});
      try (KafkaProducer<byte[], byte[]> killed =
          letters.producer(
              Map.of("transactional.id", prefix + "killed", "transaction.timeout.ms", "20000"))) {
        killed.initTransactions();
        killed.beginTransaction();
        killed.send(letters.letter(prefix + "examples.mail", 0, "b", new byte[] {9})).get();
        letters.mark("0-0..0");

        assertThat(letters.run("retry").out())
            .contains("Waiting for transactions that are open on " + prefix + "dead-letters")
            .contains("0 dead letters sent back.")
            .contains("Sent back before: 1 ");
      }
      assertThat(letters.read(prefix + "examples.mail")).isEmpty();
      assertThat(letters.run("retry").out()).doesNotContain("Waiting");
    }
  }

  @Test
  void shouldNotWriteWhereServicesAndBrokersKeepTheirOwn() throws Exception {
    try (Letters letters = new Letters()) {
      letters.topic(prefix + "tasks");
      letters.topic(prefix + "journal");
      for (String topic :
          List.of(
              prefix + "tasks",
              prefix + "journal",
              prefix + "dead-letters",
              "__transaction_state")) {
        letters.send(letters.letter(topic, 0, "a", new byte[] {1}));
      }

      assertThat(letters.run("retry").out())
          .contains("0 dead letters sent back.")
          .contains("Nowhere to go: 4 ");
      assertThat(letters.read(prefix + "tasks")).isEmpty();
      assertThat(letters.read(prefix + "journal")).isEmpty();
    }
  }

  @Test
  void shouldSendRequestsBackToThoseWhoAnswerThem() throws Exception {
    try (Letters letters = new Letters()) {
      letters.topic(prefix + "requests");
      letters.send(letters.letter(prefix + "requests", 0, "a", new byte[] {1}));

      assertThat(letters.run("show", "0-0").out()).contains("Cannot be read as PredictionRequest");
      assertThat(letters.run("retry").out()).contains("1 dead letter sent back.");
      assertThat(letters.read(prefix + "requests")).hasSize(1);
    }
  }

  @Test
  void shouldSendMoreThanOneTransactionHoldsToWhereTheyCameFrom() throws Exception {
    try (Letters letters = new Letters()) {
      letters
          .admin
          .createTopics(List.of(new NewTopic(prefix + "source", Optional.of(3), Optional.empty())))
          .all()
          .get();
      letters.topic(prefix + "dead-letters");
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int i = 0; i < 1_100; i++) {
        sent.add(
            letters.producer.send(
                letters.letter(prefix + "source", i % 3, "k", new byte[] {(byte) i})));
      }
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }

      assertThat(letters.run("retry", "--topic=" + prefix + "source").out())
          .contains("1100 dead letters sent back.");
      assertThat(letters.run("retry").out())
          .contains("0 dead letters sent back.")
          .contains("Sent back before: 1100 ");
      List<ConsumerRecord<byte[], byte[]>> back = letters.read(prefix + "source");
      assertThat(back).hasSize(1_100);
      assertThat(back.stream().filter(record -> record.partition() == 1)).hasSize(367);
    }
  }

  /** Dead letters under a prefix of their own. */
  private final class Letters implements AutoCloseable {
    private final ServiceConfig config;
    final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private long nextOffset = 42;

    Letters() {
      this.config = CommandRun.config(cluster, prefix);
      this.admin = Admin.create(config.adminProperties());
      this.producer = producer(Map.of());
      topic(config.topics().deadLetters());
    }

    KafkaProducer<byte[], byte[]> producer(Map<String, String> settings) {
      return new KafkaProducer<>(
          config.producerProperties(settings),
          new ByteArraySerializer(),
          new ByteArraySerializer());
    }

    CommandRun run(String... arguments) {
      List<String> all = new ArrayList<>(List.of("dead-letters"));
      all.addAll(List.of(arguments));
      return CommandRun.of(cluster, prefix, all.toArray(String[]::new));
    }

    void topic(String name) {
      TopicCatalogue.ensure(admin, config.topics(), List.of(name));
    }

    byte[] example() {
      try (SchemaRegistry registry = config.openRegistry()) {
        return new RecordSerializer<LabeledExample>(registry)
            .serialize(config.topics().examples("mail"), EXAMPLE);
      }
    }

    void refuse(RejectionReason reason, String task, String key, byte[] value) throws Exception {
      refuse(record(config.topics().examples(task), 0, key, value), reason);
    }

    /** Refuses a record as a model's trainer does. */
    void refuse(String task, long offset, String key, String model) throws Exception {
      byte[] name = key.getBytes(StandardCharsets.UTF_8);
      send(
          DeadLetter.of(
              config.topics().deadLetters(),
              new DeadLetter.Refusal(
                  new ConsumerRecord<>(
                      config.topics().examples(task), 0, offset, name, new byte[] {9}),
                  new Rejection(RejectionReason.BLANK_TEXT, "text is ''"),
                  Optional.of("id-of-" + task),
                  Optional.of(model))));
    }

    void refuse(ConsumerRecord<byte[], byte[]> record, RejectionReason reason) throws Exception {
      send(
          DeadLetter.of(
              config.topics().deadLetters(),
              record,
              new Rejection(reason, "label \u001b[2J is wrong")));
    }

    ProducerRecord<byte[], byte[]> letter(String topic, int partition, String key, byte[] value) {
      return DeadLetter.of(
          config.topics().deadLetters(),
          record(topic, partition, key, value),
          new Rejection(RejectionReason.MISSING_FIELD, "no text"));
    }

    /** Sends a letter as Kafka Streams itself writes it. */
    void foreign(String topic, String text) throws Exception {
      ProducerRecord<byte[], byte[]> letter =
          new ProducerRecord<>(
              config.topics().deadLetters(), text.getBytes(StandardCharsets.UTF_8));
      Map.of(
              "__streams.errors.exception",
              "org.apache.kafka.common.errors.SerializationException",
              "__streams.errors.message",
              "broken",
              "__streams.errors.topic",
              topic,
              "__streams.errors.partition",
              "0",
              "__streams.errors.offset",
              "7")
          .forEach(
              (name, value) -> letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
      send(letter);
    }

    /** Writes a mark as a retry does. */
    void mark(String places) throws Exception {
      ProducerRecord<byte[], byte[]> mark =
          new ProducerRecord<>(config.topics().deadLetters(), null, null);
      mark.headers().add(DeadLetter.RETRIED, places.getBytes(StandardCharsets.UTF_8));
      send(mark);
    }

    void send(ProducerRecord<byte[], byte[]> letter) throws Exception {
      producer.send(letter).get();
    }

    private ConsumerRecord<byte[], byte[]> record(
        String topic, int partition, String key, byte[] value) {
      byte[] name = key.getBytes(StandardCharsets.UTF_8);
      return new ConsumerRecord<>(
          topic,
          partition,
          nextOffset++,
          1_700_000_000_000L,
          TimestampType.CREATE_TIME,
          name.length,
          value.length,
          name,
          value,
          new RecordHeaders().add("trace", ("t-" + key).getBytes(StandardCharsets.UTF_8)),
          Optional.empty());
    }

    List<ConsumerRecord<byte[], byte[]>> read(String topic) {
      List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
      try (Consumer<byte[], byte[]> consumer = TopicReader.consumer(config)) {
        List<TopicPartition> partitions =
            consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = written(partitions);
        while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
          consumer.poll(Duration.ofMillis(100)).forEach(all::add);
        }
      }
      return all;
    }

    /** Returns the ends, open transactions included: a commit is answered before it can be read. */
    private Map<TopicPartition, Long> written(List<TopicPartition> partitions) {
      Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
      partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
      Map<TopicPartition, Long> ends = new HashMap<>();
      KafkaFutures.await(admin.listOffsets(latest).all())
          .forEach((partition, end) -> ends.put(partition, end.offset()));
      return ends;
    }

    @Override
    public void close() {
      producer.close();
      admin.close();
    }
  }
}
