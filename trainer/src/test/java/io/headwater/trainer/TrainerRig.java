package io.headwater.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cluster.EmbeddedCluster;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.JournalEntry;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.Span;
import io.headwater.schemas.SpansTarget;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.Topics;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.topic.TopicReader;
import io.headwater.trainer.JournaledOffsets.Place;
import io.headwater.trainer.lineage.Lineage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A cluster with topics under a prefix of their own, and what tests of the trainer do with it. */
public final class TrainerRig implements AutoCloseable {
  /** A task whose label is the last word of its text. */
  public static final String COLORS = "colors";

  /** A task whose summary is the first word of its text. */
  public static final String OPENINGS = "openings";

  public static final String WORDS_TASK = "words";

  /** A task whose answer is the first word of the passage. */
  public static final String FIRST_WORD = "first-word";

  private static final List<String> LABELS = List.of("red", "green", "blue");
  private static final List<String> WORDS =
      List.of("sea", "leaf", "rose", "sky", "moss", "brick", "fern", "wave", "ruby", "stone");

  /** Names of the topics. */
  public final Topics topics;

  public final Path folder;
  public final SchemaRegistry registry;

  /** Client for what is not about records. */
  public final Admin admin;

  public final KafkaProducer<byte[], byte[]> producer;
  private final Map<String, String> cluster;
  private final RecordSerializer<LabeledExample> examples;

  public TrainerRig(EmbeddedCluster cluster, String prefix, Path folder) throws IOException {
    this(cluster.bootstrapServers(), cluster.registryUrl(), prefix, folder);
  }

  /** Connects to a cluster, and puts a tokenizer into the folder. */
  public TrainerRig(String bootstrapServers, String registryUrl, String prefix, Path folder)
      throws IOException {
    this.cluster =
        Map.of(
            TrainerConfig.BOOTSTRAP_SERVERS,
            bootstrapServers,
            TrainerConfig.SCHEMA_REGISTRY_URL,
            registryUrl);
    this.topics = new Topics(prefix);
    this.folder = folder;
    TrainerConfig config = config("any", Map.of());
    this.registry = config.openRegistry();
    this.examples = new RecordSerializer<>(registry);
    this.admin = Admin.create(config.adminProperties());
    this.producer =
        new KafkaProducer<>(
            config.producerProperties(Map.of()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      texts.add(text(new Random(i)));
    }
    try (Tokenizer tokenizer = Tokenizers.train(texts, 400)) {
      Files.write(folder.resolve("tokenizer.json"), tokenizer.json());
    }
  }

  /** Returns settings of a model, small and fast, with others over them. */
  public TrainerConfig config(String model, Map<String, String> overrides) {
    Map<String, String> settings = new HashMap<>(cluster);
    settings.put(TrainerConfig.TOPIC_PREFIX, topics.prefix());
    settings.put(TrainerConfig.MODEL_NAME, model);
    settings.put(TrainerConfig.CHECKPOINT_STORE, "file:" + folder.resolve("checkpoints"));
    settings.put(TrainerConfig.TOKENIZER_FILE, folder.resolve("tokenizer.json").toString());
    settings.put(TrainerConfig.BATCH_TOKENS, "256");
    settings.put(TrainerConfig.BLOCK_RECORDS, "16");
    settings.put(TrainerConfig.BLOCK_WAIT_MS, "50");
    settings.put(TrainerConfig.CHECKPOINT_STEPS, "5");
    settings.put(TrainerConfig.CHECKPOINT_INTERVAL_MS, "500");
    settings.put(TrainerConfig.CHECKPOINT_SHARE, "1");
    settings.put(TrainerConfig.CHECKPOINT_KEEP, "100");
    settings.put(TrainerConfig.DISCOVERY_INTERVAL_MS, "100");
    settings.put(TrainerConfig.LEADER_SESSION_MS, "6000");
    settings.put(TrainerConfig.STOP_TIMEOUT_MS, "60000");
    settings.putAll(overrides);
    return new TrainerConfig(settings);
  }

  /** Creates the topics of both tasks and specifies them. */
  public void createTasks(int partitions) throws Exception {
    createTopics(partitions, topics.tasks(), topics.examples(COLORS), topics.examples(OPENINGS));
    specify(colors());
    specify(TaskSpec.newBuilder().setName(OPENINGS).setKind(TaskKind.SUMMARIZATION).build());
  }

  /** Creates topics; those of examples get so many partitions. */
  public void createTopics(int partitions, String... names) {
    TopicCatalogue.ensure(
        admin, topics, List.of(names), new TopicCatalogue.Partitions(1, partitions));
  }

  public Set<String> topicNames() {
    return admin.listTopics().names().toCompletionStage().toCompletableFuture().join();
  }

  public static TaskSpec colors() {
    return TaskSpec.newBuilder()
        .setName(COLORS)
        .setKind(TaskKind.CLASSIFICATION)
        .setLabels(LABELS)
        .build();
  }

  /** A task whose labels are the first words of its texts, none declared. */
  public static TaskSpec.Builder words(int minimumSupport, int labelCap) {
    return TaskSpec.newBuilder()
        .setName(WORDS_TASK)
        .setKind(TaskKind.CLASSIFICATION)
        .setOpenLabels(true)
        .setMinimumSupport(minimumSupport)
        .setLabelCap(labelCap);
  }

  /** Sends examples of one task. */
  public void sendExamples(String task, int count, int seed) throws Exception {
    Random random = new Random(seed);
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      messages.add(message(topics.examples(task), "id" + i, example(task, "id" + i, random)));
    }
    sendAll(messages);
  }

  public void specify(TaskSpec spec) throws Exception {
    send(topics.tasks(), spec.getName(), spec);
  }

  /** Sends examples of both tasks, in turn. */
  public void sendExamples(int count, int seed) throws Exception {
    Random random = new Random(seed);
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String task = i % 2 == 0 ? COLORS : OPENINGS;
      messages.add(message(topics.examples(task), "id" + i, example(task, "id" + i, random)));
    }
    sendAll(messages);
  }

  /**
   * A record to send.
   *
   * @param value all bytes of an array
   */
  public record Message(String topic, String key, ByteBuffer value) {}

  /** Returns the record of an example, in bytes. */
  public Message message(String topic, String key, LabeledExample example) {
    return new Message(topic, key, ByteBuffer.wrap(examples.serialize(topic, example)));
  }

  /** Sends records in order and waits until all have arrived; returns where, in the same order. */
  public List<Place> sendAll(List<Message> messages) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (Message message : messages) {
      sent.add(
          producer.send(
              new ProducerRecord<>(
                  message.topic(),
                  message.key().getBytes(StandardCharsets.UTF_8),
                  message.value().array())));
    }
    List<Place> places = new ArrayList<>();
    for (Future<RecordMetadata> arrival : sent) {
      RecordMetadata metadata = arrival.get();
      places.add(new Place(metadata.topic(), metadata.partition(), metadata.offset()));
    }
    return places;
  }

  /** Sends examples of one task in transactions of 10, every third of which is aborted. */
  public void sendInTransactions(int count, int seed) {
    Random random = new Random(seed);
    RecordSerializer<LabeledExample> serializer = new RecordSerializer<>(registry);
    String topic = topics.examples(COLORS);
    try (KafkaProducer<byte[], byte[]> transactional =
        new KafkaProducer<>(
            config("any", Map.of())
                .producerProperties(Map.of("transactional.id", topics.prefix() + "test")),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      transactional.initTransactions();
      for (int i = 0; i < count; i += 10) {
        transactional.beginTransaction();
        for (int j = i; j < i + 10; j++) {
          byte[] value = serializer.serialize(topic, example(COLORS, "id" + j, random));
          Future<RecordMetadata> unused =
              transactional.send(new ProducerRecord<>(topic, new byte[0], value));
        }
        transactional.flush();
        if (i / 10 % 3 == 2) {
          transactional.abortTransaction();
        } else {
          transactional.commitTransaction();
        }
      }
    }
  }

  /** Deletes a topic and makes one of the same name. */
  public void recreate(String topic) throws Exception {
    admin.deleteTopics(List.of(topic)).all().get();
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (admin.listTopics().names().get().contains(topic)) {
      assertThat(System.nanoTime()).as("time to delete " + topic).isLessThan(deadline);
    }
    createTopics(1, topic);
  }

  /** Returns a random example of a task. */
  public static LabeledExample example(String task, String id, Random random) {
    String label = LABELS.get(random.nextInt(LABELS.size()));
    String text = text(random);
    String opening = text.substring(0, text.indexOf(' '));
    return LabeledExample.newBuilder()
        .setId(id)
        .setTask(task)
        .setText(
            switch (task) {
              case COLORS -> text + " " + label;
              case FIRST_WORD -> "which word is the first";
              default -> text;
            })
        .setTextPair(task.equals(FIRST_WORD) ? text : null)
        .setTarget(
            switch (task) {
              case COLORS -> new LabelTarget(label);
              case WORDS_TASK -> new LabelTarget(opening);
              case FIRST_WORD -> new SpansTarget(List.of(new Span(0, opening.length(), opening)));
              default -> new ReferencesTarget(List.of(opening));
            })
        .setOccurredAt(Instant.EPOCH)
        .build();
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int length = 3 + random.nextInt(8);
    for (int i = 0; i < length; i++) {
      text.append(i == 0 ? "" : " ").append(WORDS.get(random.nextInt(WORDS.size())));
    }
    return text.toString();
  }

  /** Sends one record and waits until it has arrived. */
  public <T extends SpecificRecord> void send(String topic, String key, T value) throws Exception {
    sendBytes(topic, key, new RecordSerializer<T>(registry).serialize(topic, value));
  }

  public void sendBytes(String topic, String key, byte[] value) throws Exception {
    producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value)).get();
  }

  public List<CheckpointAnnouncement> announcements(String model) {
    return read(CheckpointAnnouncement.class, topics.checkpoints()).stream()
        .filter(announcement -> announcement.getModel().equals(model))
        .toList();
  }

  public List<JournalEntry> journal(String model) {
    return read(JournalEntry.class, topics.journal()).stream()
        .filter(entry -> entry.getModel().equals(model))
        .toList();
  }

  public Lineage lineage(String model) {
    return new Lineage(announcements(model), journal(model));
  }

  /** Returns a feed of a model whose topics exist. */
  public LineageFeed feed(String model) {
    return new LineageFeed(
        model,
        reader(CheckpointAnnouncement.class, topics.checkpoints()),
        reader(JournalEntry.class, topics.journal()));
  }

  /** Returns a reader of what is committed to a topic that exists. */
  public <T extends SpecificRecord> TopicReader<T> reader(Class<T> type, String topic) {
    return new TopicReader<>(consumer(), new RecordDeserializer<>(registry, type), topic);
  }

  /** Reads the committed values of a topic. */
  public <T extends SpecificRecord> List<T> read(Class<T> type, String topic) {
    awaitCommitted(topic);
    try (TopicReader<T> reader = reader(type, topic)) {
      return reader.readToEnd().stream().flatMap(entry -> entry.value().stream()).toList();
    }
  }

  /** Reads the committed records of a topic with one partition. */
  public List<ConsumerRecord<byte[], byte[]>> readBytes(String topic) {
    awaitCommitted(topic);
    TopicPartition partition = new TopicPartition(topic, 0);
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(all::add);
      }
    }
    return all;
  }

  /** A commit returns before its markers are written: waits until no transaction is open. */
  private void awaitCommitted(String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (end(partition, IsolationLevel.READ_COMMITTED)
        < end(partition, IsolationLevel.READ_UNCOMMITTED)) {
      assertThat(System.nanoTime()).as("time to commit to " + topic).isLessThan(deadline);
    }
  }

  private long end(TopicPartition partition, IsolationLevel isolation) {
    try {
      return admin
          .listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
          .partitionResult(partition)
          .get()
          .offset();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("end of " + partition + " is not known", e);
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        config("any", Map.of())
            .consumerProperties(
                Map.of("isolation.level", "read_committed", "auto.offset.reset", "earliest")),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  /** Waits until a status is reached; fails with the trainer's failure, or after half a minute. */
  public static void await(Trainer trainer, String what, Predicate<TrainerStatus> reached)
      throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!reached.test(trainer.status())) {
      if (trainer.awaitTermination(Duration.ofMillis(20)) || System.nanoTime() > deadline) {
        throw new AssertionError("not reached: " + what + "; " + trainer.status());
      }
    }
  }

  /** Returns whether all ends of logs are known and reached. */
  public static boolean caughtUp(TrainerStatus status) {
    return status.lag().equals(OptionalLong.of(0));
  }

  /** Waits until everything was trained through, given how many records there are. */
  public static void awaitAll(Trainer trainer, long records) throws InterruptedException {
    await(
        trainer,
        "all " + records + " records trained through",
        status ->
            caughtUp(status)
                && status.examples()
                        + status.deadLetters().values().stream().mapToLong(n -> n).sum()
                    >= records);
  }

  /** Each offset below a version's positions is in one live step, or was skipped in one block. */
  public static void assertEveryOffsetOnce(Lineage lineage, CheckpointAnnouncement version) {
    assertThat(JournaledOffsets.of(lineage.entries(version.getVersion())).all())
        .as("offsets in the journal of version %s", version.getVersion())
        .isEqualTo(JournaledOffsets.upTo(version.getPositions()));
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
    registry.close();
  }
}
