package io.headwater.serving;

import ai.djl.Device;
import io.headwater.cluster.EmbeddedCluster;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.ScoreScale;
import io.headwater.model.TaskModule;
import io.headwater.model.checkpoint.CheckpointAnnouncements;
import io.headwater.model.checkpoint.CheckpointFiles;
import io.headwater.model.checkpoint.CheckpointFolder;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.model.checkpoint.CheckpointStores;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.Learners;
import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.serving.Answer;
import io.headwater.model.serving.ServedModel;
import io.headwater.model.serving.ServedModels;
import io.headwater.model.tokenizer.BpeTrainer;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.KafkaFutures;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.PredictionRequest;
import io.headwater.schemas.Refusal;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.TopicCatalogue.Partitions;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.Question;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.topic.TopicReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Small models of three tasks on a cluster, those who ask them, and what was answered. */
public final class ServingRig implements AutoCloseable {
  public static final String LABELS = "priority";
  public static final String SCORES = "grade";
  public static final String TEXTS = "headline";

  private static final byte[] TOKENIZER =
      new BpeTrainer(330).train(List.of("the login page is down", "dark mode please"));
  private static final ModelConfig SHAPE =
      new ModelConfig(330, 16, 24, 1, 2, 2, 32, 10_000, 1e-5, false, 64, 0, 1);
  private static final List<TaskModule> TASKS =
      List.of(
          new TaskModule(LABELS, TaskKind.CLASSIFICATION, List.of("low", "high"), -1, 16, 1),
          new TaskModule(SCORES, TaskKind.REGRESSION, List.of(), -1, 16, 1, new ScoreScale(1, 6)),
          new TaskModule(TEXTS, TaskKind.SUMMARIZATION, List.of(), 2, 16, 6));
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Map<String, String> settings;
  private final Map<String, String> servingSettings;
  private final ServingConfig config;
  private final SchemaRegistry registry;
  private final CheckpointStore store;
  private final KafkaProducer<byte[], byte[]> producer;

  /**
   * Opens a rig.
   *
   * @param prefix of its topics and its group
   * @param folder where checkpoints are kept, and their tokenizer
   */
  public ServingRig(EmbeddedCluster cluster, String prefix, Path folder) throws Exception {
    settings =
        Map.of(
            ServiceConfig.BOOTSTRAP_SERVERS,
            cluster.bootstrapServers(),
            ServiceConfig.SCHEMA_REGISTRY_URL,
            cluster.registryUrl(),
            ServiceConfig.TOPIC_PREFIX,
            prefix,
            ServiceConfig.CHECKPOINT_STORE,
            "file:" + folder.resolve("checkpoints"));
    servingSettings = new HashMap<>(settings);
    servingSettings.put(ServingConfig.GROUP, prefix + "serving");
    config = new ServingConfig(servingSettings);
    registry = config.openRegistry();
    store = CheckpointStores.open(config);
    Files.write(folder.resolve("tokenizer.json"), TOKENIZER);
    producer =
        new KafkaProducer<>(
            config.producerProperties(
                Map.of("acks", "all", "max.request.size", 2 * TopicCatalogue.LARGEST_DEAD_LETTER)),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Returns what every service on the rig's topics needs. */
  public Map<String, String> settings() {
    return settings;
  }

  /** Returns what a service needs that answers the rig's requests, in a group of its own. */
  public Map<String, String> servingSettings() {
    return Map.copyOf(servingSettings);
  }

  public Topics topics() {
    return config.topics();
  }

  /** Starts a service, with settings of its own over the rig's. */
  public PredictionService serve(Map<String, String> own) throws Exception {
    Map<String, String> all = new HashMap<>(servingSettings);
    all.putAll(own);
    return PredictionService.start(new ServingConfig(all));
  }

  /** Starts a service whose models fail on some texts. */
  public PredictionService serveFailing(Predicate<String> fails) throws Exception {
    return PredictionService.start(
        config, files -> new FailingModel(ServedModels.load(files, Device.cpu()), fails));
  }

  private record FailingModel(ServedModel model, Predicate<String> fails) implements ServedModel {
    @Override
    public CheckpointManifest manifest() {
      return model.manifest();
    }

    @Override
    public List<Answer> answer(String task, List<Question> questions) {
      if (questions.stream().map(Question::text).anyMatch(fails)) {
        throw new IllegalStateException("the device is gone");
      }
      return model.answer(task, questions);
    }

    @Override
    public void close() {
      model.close();
    }
  }

  /** Sets the largest record a topic takes, and makes its segments large enough for it. */
  public void setLargest(String topic, int bytes) {
    List<AlterConfigOp> both =
        Stream.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, TopicConfig.SEGMENT_BYTES_CONFIG)
            .map(name -> new ConfigEntry(name, Integer.toString(bytes)))
            .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
            .toList();
    try (Admin admin = Admin.create(config.adminProperties())) {
      KafkaFutures.await(
          admin
              .incrementalAlterConfigs(
                  Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), both))
              .all());
    }
  }

  /** Returns how many requests that name no model were answered or refused for good. */
  public long committedRequests() {
    try (Admin admin = Admin.create(config.adminProperties())) {
      return KafkaFutures.await(
              admin
                  .listConsumerGroupOffsets(config.group(RequestShare.UNNAMED))
                  .partitionsToOffsetAndMetadata())
          .values()
          .stream()
          .mapToLong(OffsetAndMetadata::offset)
          .sum();
    }
  }

  /** Commits the ends of the requests for a group, named by what follows the group setting. */
  public void commitAll(String suffix) {
    try (Admin admin = Admin.create(config.adminProperties());
        Consumer<byte[], byte[]> consumer = TopicReader.consumer(config)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topics().requests()).stream()
              .map(found -> new TopicPartition(found.topic(), found.partition()))
              .toList();
      Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
      consumer
          .endOffsets(partitions)
          .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end)));
      KafkaFutures.await(
          admin
              .alterConsumerGroupOffsets(config.getString(ServingConfig.GROUP) + suffix, ends)
              .all());
    }
  }

  /** Creates the topics, as a service would. */
  public void createTopics() {
    try (Admin admin = Admin.create(config.adminProperties())) {
      TopicCatalogue.ensure(admin, topics(), List.of(topics().requests()), new Partitions(4, 1));
      TopicCatalogue.ensure(
          admin,
          topics(),
          List.of(topics().checkpoints(), topics().predictions(), topics().deadLetters()));
    }
  }

  /** Stores and announces a version of the usual model with weights of its own. */
  public CheckpointAnnouncement announce(long version) throws Exception {
    return announce("main", version);
  }

  /** Stores and announces a version of a model with weights of its own. */
  public CheckpointAnnouncement announce(String model, long version) throws Exception {
    CheckpointManifest manifest =
        new CheckpointManifest(
            model, version, 1, 0, 0, List.of(), TASKS, List.of(), Map.of(), List.of(), List.of());
    try (Learner learner =
        Learners.create(
            ComputeSettings.on(Device.cpu()), SHAPE, OptimizerSettings.AdamW.DEFAULT, version)) {
      for (TaskModule task : TASKS) {
        learner.adopt(task, version);
      }
      try (ModelSnapshot snapshot = learner.snapshot()) {
        CheckpointAnnouncement announcement =
            CheckpointAnnouncements.of(
                store.put(
                    manifest, files -> CheckpointFolder.write(files, SHAPE, TOKENIZER, snapshot)),
                Instant.now());
        announce(announcement);
        return announcement;
      }
    }
  }

  /** Announces what may or may not be stored. */
  public void announce(CheckpointAnnouncement announcement) {
    send(
        topics().checkpoints(),
        announcement.getModel() + ":" + announcement.getVersion(),
        announcement);
  }

  /** Loads a version by itself. */
  public ServedModel load(CheckpointAnnouncement announcement) throws Exception {
    return ServedModels.load(store.fetch(announcement, CheckpointFiles.ALL), Device.cpu());
  }

  public void request(String id, String task, String text) {
    send(topics().requests(), id, requestOf(id, task, text));
  }

  public static PredictionRequest requestOf(String id, String task, String text) {
    return PredictionRequest.newBuilder().setId(id).setTask(task).setText(text).build();
  }

  <T extends SpecificRecord> void send(String topic, String key, T value) {
    sendBytes(topic, key, bytes(topic, value));
  }

  <T extends SpecificRecord> byte[] bytes(String topic, T value) {
    return new RecordSerializer<T>(registry).serialize(topic, value);
  }

  public void sendBytes(String topic, String key, byte[] value) {
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    KafkaFutures.await(producer.send(new ProducerRecord<>(topic, keyBytes, value)));
  }

  /** Returns all committed answers, in order. */
  public List<Prediction> answers() {
    return predictions().filter(one -> !(one.getOutput() instanceof Refusal)).toList();
  }

  /** Returns all committed refusals, in order. */
  public List<Prediction> refusals() {
    return predictions().filter(one -> one.getOutput() instanceof Refusal).toList();
  }

  private Stream<Prediction> predictions() {
    return replies(topics().predictions()).stream();
  }

  /** Returns all committed replies on a topic, in order. */
  public List<Prediction> replies(String topic) {
    return committed(topic).stream().map(this::prediction).toList();
  }

  /** Reads a prediction, on whichever topic. */
  Prediction prediction(ConsumerRecord<byte[], byte[]> record) {
    return new RecordDeserializer<>(registry, Prediction.class)
        .deserialize(record.topic(), record.value());
  }

  /** Creates a topic of one partition. */
  public void createTopic(String name, Map<String, String> configs) {
    try (Admin admin = Admin.create(config.adminProperties())) {
      NewTopic topic = new NewTopic(name, 1, (short) 1).configs(configs);
      KafkaFutures.await(admin.createTopics(List.of(topic)).all());
    }
  }

  /** Sends a request with headers. */
  public void request(String id, String task, String text, Map<String, String> headers) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topics().requests(),
            id.getBytes(StandardCharsets.UTF_8),
            bytes(topics().requests(), requestOf(id, task, text)));
    headers.forEach(
        (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    KafkaFutures.await(producer.send(record));
  }

  /** Returns all committed dead letters, in order. */
  public List<ConsumerRecord<byte[], byte[]>> letters() {
    return committed(topics().deadLetters());
  }

  /** Returns all committed records of a topic's first partition, in order. */
  List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer = TopicReader.consumer(config)) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  /** Waits for a condition. */
  public static void await(BooleanSupplier condition) throws InterruptedException {
    await(PATIENCE, condition);
  }

  /** Waits for a condition that may take its time. */
  public static void await(Duration patience, BooleanSupplier condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited for " + patience + " in vain");
      }
      Thread.sleep(20);
    }
  }

  @Override
  public void close() {
    producer.close();
    store.close();
    registry.close();
  }
}
