package io.headwater.model.serving;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.headwater.cluster.EmbeddedCluster;
import io.headwater.cluster.junit.TopicPrefix;
import io.headwater.cluster.junit.WithCluster;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.TaskModule;
import io.headwater.model.checkpoint.CheckpointAnnouncements;
import io.headwater.model.checkpoint.CheckpointFolder;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.model.checkpoint.CheckpointStores;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.Learners;
import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.tokenizer.BpeTrainer;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.contract.Question;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.config.ServiceConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service that follows a model on a real broker and registry. */
@WithCluster
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LiveModelIT {
  private static final String TASK = "priority";
  private static final byte[] TOKENIZER = new BpeTrainer(330).train(List.of("the login page"));
  private static final ModelConfig SHAPE =
      new ModelConfig(330, 16, 24, 1, 2, 2, 32, 10_000, 1e-5, false, 64, 0, 1);
  private static final List<TaskModule> TASKS =
      List.of(new TaskModule(TASK, TaskKind.CLASSIFICATION, List.of("low", "high"), -1, 16, 1));

  private final BlockingQueue<SwapEvent> events = new LinkedBlockingQueue<>();
  private final EmbeddedCluster cluster;
  @TempDir private Path folder;
  private String prefix;
  private ServiceConfig config;
  private SchemaRegistry registry;
  private CheckpointStore store;
  private KafkaProducer<byte[], byte[]> producer;

  LiveModelIT(EmbeddedCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void choosePrefix(@TopicPrefix String prefix) {
    this.prefix = prefix;
  }

  private void open(String where) throws Exception {
    config =
        new ServiceConfig(
            ServiceConfig.definition(),
            Map.of(
                ServiceConfig.BOOTSTRAP_SERVERS,
                cluster.bootstrapServers(),
                ServiceConfig.SCHEMA_REGISTRY_URL,
                cluster.registryUrl(),
                ServiceConfig.TOPIC_PREFIX,
                prefix,
                ServiceConfig.CHECKPOINT_CACHE,
                folder.resolve("cache").toString(),
                ServiceConfig.CHECKPOINT_STORE,
                where.equals("file:") ? folder.toUri().toString() : where));
    registry = config.openRegistry();
    store = CheckpointStores.open(config);
    producer =
        new KafkaProducer<>(
            config.producerProperties(
                Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, prefix + "test")),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
  }

  @AfterEach
  void close() {
    producer.close();
    store.close();
    registry.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:", "kafka:"})
  void shouldFollowTheTopicFromBeforeItExists(String where) throws Exception {
    open(where);
    try (LiveModel live = follow()) {
      createTopic();
      announce(stored("other", 7), true);
      announce(stored("main", 0), true);
      assertThat(live.awaitFirst(Duration.ofMinutes(1))).isTrue();
      assertThat(events.take())
          .isInstanceOfSatisfying(SwapEvent.Swapped.class, e -> assertThat(e.to()).isZero());

      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic(), bytes("main:8"), bytes("garbage"))).get();
      producer.commitTransaction();
      announce(stored("main", 9), false);
      announce(stored("main", 1), true);

      assertThat(events.take())
          .isInstanceOfSatisfying(
              SwapEvent.Swapped.class,
              e -> {
                assertThat(e.from()).isEqualTo(OptionalLong.of(0));
                assertThat(e.to()).isOne();
              });
      List<Answer> answers =
          live.use(model -> model.answer(TASK, List.of(Question.of("The login page is down"))));
      assertThat(answers).singleElement().isInstanceOf(Answer.Label.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:", "kafka:"})
  void shouldFollowByItsSettingsAlone(String where) throws Exception {
    open(where);
    createTopic();
    announce(stored("main", 0), true);
    Map<String, Object> settings = new HashMap<>(config.originals());
    settings.put(LiveModelConfig.DEVICE, "cpu");

    try (LiveModel live = LiveModel.follow(settings, events::add)) {
      assertThat(live.awaitFirst(Duration.ofMinutes(1))).isTrue();
      announce(stored("main", 1), true);
      assertThat(events.take()).isInstanceOf(SwapEvent.Swapped.class);
      assertThat(events.take())
          .isInstanceOfSatisfying(SwapEvent.Swapped.class, e -> assertThat(e.to()).isOne());
      assertThat(
              live.<List<Answer>>use(
                  model -> model.answer(TASK, List.of(Question.of("The login page is down")))))
          .singleElement()
          .isInstanceOf(Answer.Label.class);
    }
  }

  @Test
  void shouldStartWithTheNewestVersionThatStandsAndLoads() throws Exception {
    open("file:");
    createTopic();
    announce(stored("main", 0), true);
    announce(stored("main", 1), true);
    CheckpointAnnouncement lost = stored("main", 2);
    store.delete(lost);
    announce(lost, true);
    CheckpointAnnouncement collected = stored("main", 3);
    announce(collected, true);
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(topic(), bytes("main:3"), null)).get();
    producer.commitTransaction();

    try (LiveModel live = follow()) {
      assertThat(live.awaitFirst(Duration.ofMinutes(1))).isTrue();
      assertThat(live.current().orElseThrow().version()).isOne();
    }
    assertThat(events)
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .isInstanceOfSatisfying(
                        SwapEvent.Refused.class, e -> assertThat(e.version()).isEqualTo(2)),
            second ->
                assertThat(second)
                    .isInstanceOfSatisfying(
                        SwapEvent.Swapped.class,
                        e -> {
                          assertThat(e.from()).isEmpty();
                          assertThat(e.to()).isOne();
                        }));
  }

  private LiveModel follow() {
    return LiveModel.follow(
        new TopicAnnouncements(config),
        store,
        files -> ServedModels.load(files, Device.cpu()),
        events::add);
  }

  private void createTopic() {
    try (Admin admin = Admin.create(config.adminProperties())) {
      TopicCatalogue.ensure(admin, config.topics(), List.of(topic()));
    }
  }

  private CheckpointAnnouncement stored(String model, long version) throws Exception {
    CheckpointManifest manifest =
        new CheckpointManifest(
            model, version, 1, 0, 0, List.of(), TASKS, List.of(), Map.of(), List.of(), List.of());
    try (Learner learner =
        Learners.create(
            ComputeSettings.on(Device.cpu()), SHAPE, OptimizerSettings.AdamW.DEFAULT, version)) {
      learner.adopt(TASKS.get(0), version);
      try (ModelSnapshot snapshot = learner.snapshot()) {
        return CheckpointAnnouncements.of(
            store.put(manifest, files -> CheckpointFolder.write(files, SHAPE, TOKENIZER, snapshot)),
            Instant.now());
      }
    }
  }

  private void announce(CheckpointAnnouncement announcement, boolean committed) throws Exception {
    byte[] value =
        new RecordSerializer<CheckpointAnnouncement>(registry).serialize(topic(), announcement);
    byte[] key = bytes(announcement.getModel() + ":" + announcement.getVersion());
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(topic(), key, value)).get();
    if (committed) {
      producer.commitTransaction();
    } else {
      producer.abortTransaction();
    }
  }

  private String topic() {
    return config.topics().checkpoints();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
