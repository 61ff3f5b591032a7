package io.headwater.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.headwater.cluster.EmbeddedCluster;
import io.headwater.cluster.junit.TopicPrefix;
import io.headwater.cluster.junit.WithCluster;
import io.headwater.evaluator.internal.scorer.ServedModelLoader;
import io.headwater.evaluator.internal.scorer.SkipReason;
import io.headwater.model.TaskModule;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.checkpoint.SampleAnnouncements;
import io.headwater.model.serving.Answer;
import io.headwater.model.serving.FakeServedModel;
import io.headwater.model.serving.ServedModel;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.Position;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.RollingMetric;
import io.headwater.schemas.ScoreRange;
import io.headwater.schemas.ScoreTarget;
import io.headwater.schemas.Split;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TaskState;
import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.Topics;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.lifecycle.ServiceException;
import io.headwater.service.retry.Backoff;
import io.headwater.service.streams.StreamsApplication;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@WithCluster
@Timeout(180)
class EvaluatorIT {
  private static final String TASK = "sentiment";
  private static final String SCORES = "similarity";
  private static final long STRIDE = 60;

  @TempDir Path folder;

  private final EmbeddedCluster cluster;
  private final Map<Long, Long> cuts = new TreeMap<>();
  private Topics topics;
  private SchemaRegistry registry;
  private KafkaProducer<String, byte[]> producer;
  private String topicId;

  EvaluatorIT(EmbeddedCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void open(@TopicPrefix String prefix) throws Exception {
    topics = new Topics(prefix);
    registry = config("any").openRegistry();
    producer = new KafkaProducer<>(clients(), new StringSerializer(), new ByteArraySerializer());
    try (Admin admin = Admin.create(clients())) {
      String examples = topics.examples(TASK);
      TopicCatalogue.ensure(
          admin,
          topics,
          List.of(topics.tasks(), topics.checkpoints(), topics.predictions(), topics.metrics()));
      topicId =
          admin
              .createTopics(List.of(new NewTopic(examples, 2, (short) 1)))
              .topicId(examples)
              .get()
              .toString();
    }
  }

  @AfterEach
  void close() {
    producer.close();
    registry.close();
  }

  private Map<String, Object> clients() {
    return Map.of("bootstrap.servers", cluster.bootstrapServers());
  }

  @Test
  void shouldScoreEachExampleOnceAndNeverWithAVersionThatHasTrainedOnIt() throws Exception {
    declare();
    announce(0, 0);
    try (Evaluator evaluator = start("one")) {
      for (int i = 0; i < 2 * STRIDE; i++) {
        example(i);
      }
      producer
          .send(new ProducerRecord<>(topics.examples(TASK), 0, "x", new byte[] {1, 2, 3}))
          .get();
      await(() -> scored(evaluator) == 2 * STRIDE);
      announce(1, STRIDE / 2);
      await(() -> evaluator.status().loadedVersions().equals(List.of(1L)));
      announce(2, STRIDE / 2); // corrupt
      await(() -> evaluator.status().refusedVersions().equals(List.of(2L)));
      assertThat(evaluator.status().loadedVersions()).containsExactly(1L);
      announce(3, STRIDE);
      for (int i = (int) (2 * STRIDE); i < 4 * STRIDE; i++) {
        example(i);
      }
      await(() -> scored(evaluator) == 4 * STRIDE);
      await(() -> evaluator.status().joined() >= 4 * STRIDE);
      await(() -> evaluator.status().loadedVersions().equals(List.of(3L)));
      EvaluatorStatus status = evaluator.status();
      assertThat(status.running()).isTrue();
      assertThat(status.skipped()).containsEntry(SkipReason.UNREADABLE, 1L);
      assertThat(status.sampleRate()).isEqualTo(1);
      assertThat(status.swaps()).isPositive();
      assertThat(status.medianVersionLag()).isPresent();
    }
    try (Evaluator evaluator = start("two")) {
      for (int i = (int) (4 * STRIDE); i < 5 * STRIDE; i++) {
        example(i);
      }
      await(() -> scored(evaluator) == STRIDE);
      await(
          () ->
              metricCount("main:" + TASK + ":accuracy:PREQUENTIAL:last-1000:-:all") >= 5 * STRIDE);
      await(() -> answers("baseline.naive-bayes").size() >= 5 * STRIDE - 4);
    }
    Map<String, List<Prediction>> byModel = new HashMap<>();
    for (Prediction prediction : predictions()) {
      byModel.computeIfAbsent(prediction.getModel(), name -> new ArrayList<>()).add(prediction);
    }
    assertThat(byModel.get("main"))
        .extracting(Prediction::getId)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, (int) (5 * STRIDE)).mapToObj(Integer::toString).toList());
    assertThat(byModel.get("main"))
        .allSatisfy(
            prediction ->
                assertThat(cuts.get(prediction.getVersion()))
                    .isLessThanOrEqualTo(prediction.getOrigin().getOffset()))
        .anySatisfy(prediction -> assertThat(prediction.getVersion()).isEqualTo(3));
    assertThat(byModel)
        .containsKeys("baseline.majority", "baseline.repeat", "baseline.naive-bayes");
    assertThat(byModel.get("baseline.naive-bayes").size())
        .isBetween((int) (5 * STRIDE) - 4, (int) (5 * STRIDE));
  }

  @Test
  void shouldWriteOnceWhatSeveralModelsShare() throws Exception {
    declare();
    announce("main", 0, 0);
    announce("other", 0, 0);
    String window = ":" + TASK + ":accuracy:PREQUENTIAL:last-1000:-:all";
    try (Evaluator main = start("main")) {
      for (int i = 0; i < STRIDE; i++) {
        example(i);
      }
      await(() -> metricCount("main" + window) == STRIDE);
      await(() -> metricCount("baseline.majority" + window) == STRIDE - 1);
      try (Evaluator other = start("other", Map.of("model.name", "other"))) {
        await(() -> metricCount("other" + window) == STRIDE);
        for (int i = (int) STRIDE; i < 2 * STRIDE; i++) {
          example(i);
        }
        for (String model : List.of("main", "other")) {
          await(() -> metricCount(model + window) == 2 * STRIDE);
        }
        await(() -> metricCount("baseline.majority" + window) == 2 * STRIDE - 1);
        assertThat(main.status().running()).isTrue();
        assertThat(other.status().running()).isTrue();
      }
    }
    for (String model : List.of("main", "other", "baseline.majority", "baseline.repeat")) {
      assertThat(answers(model)).extracting(Prediction::getId).doesNotHaveDuplicates();
    }
    Map<String, Instant> newest = new HashMap<>();
    for (Map.Entry<String, RollingMetric> metric : metrics()) {
      Instant before = newest.put(metric.getKey(), metric.getValue().getWindowEnd());
      assertThat(metric.getValue().getWindowEnd())
          .as("%s never goes back", metric.getKey())
          .isAfterOrEqualTo(before == null ? Instant.MIN : before);
    }
  }

  @Test
  void shouldCountBaselinesExactlyOnceWhereAnEvaluatorOfBeforeHadStopped() throws Exception {
    declare();
    announce(0, 0);
    for (int i = 0; i < STRIDE; i++) {
      example(i);
    }
    // An evaluator of before wrote answers of baselines among those of the models.
    for (int i = 1; i < STRIDE; i++) {
      send(topics.predictions(), Integer.toString(i), majority(i));
    }
    TopicPartition first = new TopicPartition(topics.examples(TASK), 0);
    TopicPartition second = new TopicPartition(topics.examples(TASK), 1);
    OffsetAndMetadata half = new OffsetAndMetadata(STRIDE / 2);
    try (Admin admin = Admin.create(clients())) {
      admin
          .alterConsumerGroupOffsets(
              config("upgraded").baselineGroup(), Map.of(first, half, second, half))
          .all()
          .get();
    }

    String window = ":" + TASK + ":accuracy:PREQUENTIAL:last-1000:-:all";
    try (Evaluator evaluator = start("upgraded")) {
      for (int i = (int) STRIDE; i < 2 * STRIDE; i++) {
        example(i);
      }
      await(() -> metricCount("main" + window) == 2 * STRIDE);
      await(() -> metricCount("baseline.majority" + window) == 2 * STRIDE - 2);
      assertThat(evaluator.status().duplicates()).isZero();
    }
    assertThat(predictions(topics.predictions()))
        .filteredOn(prediction -> prediction.getModel().startsWith("baseline."))
        .as("written by the evaluator of before")
        .hasSize((int) STRIDE - 1);
    assertThat(predictions(topics.baselinePredictions()))
        .allSatisfy(answer -> assertThat(answer.getModel()).startsWith("baseline."))
        .extracting(Prediction::getId)
        .allMatch(id -> Integer.parseInt(id) >= STRIDE);
    double right =
        answers("baseline.majority").stream()
            .filter(answer -> answer.getOutput().equals(labelOf(Integer.parseInt(answer.getId()))))
            .count();
    assertThat(
            metrics().stream()
                .filter(metric -> metric.getKey().equals("baseline.majority" + window))
                .reduce((earlier, later) -> later)
                .orElseThrow()
                .getValue()
                .getValue())
        .isCloseTo(right / (2 * STRIDE - 2), within(1e-12));
  }

  private static Prediction majority(int example) {
    return Prediction.newBuilder()
        .setId(Integer.toString(example))
        .setTask(TASK)
        .setModel("baseline.majority")
        .setVersion(0)
        .setBeside("main")
        .setOutput(new LabelTarget("good"))
        .setSplit(Split.PREQUENTIAL)
        .setLatencyMillis(1)
        .setPredictedAt(Instant.now())
        .build();
  }

  private static LabelTarget labelOf(int example) {
    return new LabelTarget(example % 3 == 0 ? "bad" : "good");
  }

  @Test
  void shouldTakeUpTheFirstTaskOfAnEmptyCluster() throws Exception {
    List<Logger> loggers =
        Stream.of(StreamsApplication.class, Backoff.class)
            .map(type -> (Logger) LoggerFactory.getLogger(type))
            .toList();
    ListAppender<ILoggingEvent> troubles = new ListAppender<>();
    troubles.start();
    loggers.forEach(logger -> logger.addAppender(troubles));
    try (Admin admin = Admin.create(clients());
        Evaluator evaluator = start("empty")) {
      admin.deleteTopics(List.of(topics.examples(TASK))).all().get();
      await(() -> isStable(admin, config("empty").applicationId()));
      admin.createTopics(List.of(new NewTopic(topics.examples(SCORES), 1, (short) 1))).all().get();
      send(topics.tasks(), SCORES, similarity(TaskState.ACTIVE));
      announce(0, 0);
      for (int i = 0; i < STRIDE; i++) {
        score(i);
      }
      await(() -> metricCount("main:" + SCORES + ":mae:PREQUENTIAL:last-1000:-:all") == STRIDE);
      await(
          () ->
              metricCount("baseline.mean:" + SCORES + ":mae:PREQUENTIAL:last-1000:-:all")
                  == STRIDE - 1);
      assertThat(records(topics.metrics()))
          .as("the task names one metric")
          .allSatisfy(record -> assertThat(record.getKey()).contains(":mae:"));

      send(topics.tasks(), SCORES, similarity(TaskState.RETIRED));
      // the specification is followed by another consumer than the examples
      while (!evaluator.status().skipped().containsKey(SkipReason.RETIRED)) {
        score((int) STRIDE);
      }
    } finally {
      loggers.forEach(logger -> logger.detachAppender(troubles));
    }
    assertThat(troubles.list)
        .as("no thread of the topology was replaced, and it closed in time")
        .extracting(ILoggingEvent::getFormattedMessage)
        .noneMatch(message -> message.contains(Evaluator.METRICS_TOPOLOGY));
  }

  private void declare() throws Exception {
    send(
        topics.tasks(),
        TASK,
        TaskSpec.newBuilder()
            .setName(TASK)
            .setKind(TaskKind.CLASSIFICATION)
            .setLabels(List.of("bad", "good"))
            .build());
  }

  private static boolean isStable(Admin admin, String group) {
    try {
      return admin.describeConsumerGroups(List.of(group)).all().get().get(group).groupState()
          == GroupState.STABLE;
    } catch (ExecutionException | InterruptedException e) {
      return false; // not there yet
    }
  }

  private static TaskSpec similarity(TaskState state) {
    return TaskSpec.newBuilder()
        .setName(SCORES)
        .setKind(TaskKind.REGRESSION)
        .setScoreRange(new ScoreRange(0.0, 5.0))
        .setMetrics(List.of("mae"))
        .setState(state)
        .build();
  }

  private void score(int i) throws ExecutionException, InterruptedException {
    LabeledExample example =
        LabeledExample.newBuilder()
            .setId(Integer.toString(i))
            .setTask(SCORES)
            .setText("a film")
            .setTextPair("a movie")
            .setTarget(new ScoreTarget(i % 6 * 1.0))
            .setOccurredAt(Instant.now())
            .build();
    send(topics.examples(SCORES), example.getId(), example);
  }

  @Test
  void shouldCommitPastOffsetsThatHoldNoRecord() throws Exception {
    announce(0, 0);
    Map<String, Object> transactional = new HashMap<>(clients());
    transactional.put("transactional.id", topics.prefix() + "examples");
    try (KafkaProducer<byte[], byte[]> writer =
        new KafkaProducer<>(transactional, new ByteArraySerializer(), new ByteArraySerializer())) {
      writer.initTransactions();
      writer.beginTransaction();
      writer
          .send(new ProducerRecord<>(topics.examples(TASK), 0, new byte[0], new byte[] {1}))
          .get();
      writer.commitTransaction();
    }
    String group = config("gaps").scorerGroup();
    try (Admin admin = Admin.create(clients());
        Evaluator evaluator = start("gaps")) {
      await(
          () ->
              committed(admin, group)
                  .equals(
                      Map.of(
                          new TopicPartition(topics.examples(TASK), 0),
                          2L, // beyond the record and the end of its transaction
                          new TopicPartition(topics.examples(TASK), 1),
                          0L)));
      assertThat(evaluator.status().skipped()).containsEntry(SkipReason.UNREADABLE, 1L);
    }
  }

  private static Map<TopicPartition, Long> committed(Admin admin, String group) {
    Map<TopicPartition, Long> committed = new HashMap<>();
    try {
      admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach((partition, offset) -> committed.put(partition, offset.offset()));
    } catch (ExecutionException | InterruptedException e) {
      return Map.of(); // not there yet
    }
    return committed;
  }

  @Test
  void shouldStopVisiblyWhereScoringFailsForGood() throws Exception {
    announce(0, 0);
    Error fault = new UnsatisfiedLinkError("no engine");
    ServedModelLoader failing =
        announcement -> {
          throw fault;
        };
    try (Evaluator evaluator = start("failing", failing)) {
      await(() -> hasFailed(evaluator));
      assertThatThrownBy(evaluator::awaitTermination)
          .isInstanceOf(ServiceException.class)
          .hasMessageContaining("no engine")
          .hasRootCause(fault);
      assertThat(evaluator.status().running()).isFalse();
    }
  }

  private static boolean hasFailed(Evaluator evaluator) {
    try {
      return evaluator.awaitTermination(Duration.ZERO);
    } catch (ServiceException e) {
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Evaluator start(String name) {
    return start(name, EvaluatorIT::load);
  }

  private Evaluator start(String name, Map<String, String> own) {
    return Evaluator.start(config(name, own), EvaluatorIT::load);
  }

  private Evaluator start(String name, ServedModelLoader loader) {
    return Evaluator.start(config(name), loader);
  }

  private EvaluatorConfig config(String name) {
    return config(name, Map.of());
  }

  private EvaluatorConfig config(String name, Map<String, String> own) {
    Map<String, String> all = new HashMap<>(own);
    all.putAll(
        Map.of(
            EvaluatorConfig.BOOTSTRAP_SERVERS,
            cluster.bootstrapServers(),
            EvaluatorConfig.SCHEMA_REGISTRY_URL,
            cluster.registryUrl(),
            EvaluatorConfig.TOPIC_PREFIX,
            topics.prefix(),
            EvaluatorConfig.GROUP,
            topics.prefix() + "evaluator",
            EvaluatorConfig.STORES,
            "memory",
            EvaluatorConfig.PUBLISH_INTERVAL,
            "200",
            "streams.state.dir",
            folder.resolve("state-" + name).toString()));
    return new EvaluatorConfig(all);
  }

  private static ServedModel load(CheckpointAnnouncement announcement)
      throws CorruptCheckpointException {
    if (announcement.getVersion() == 2) {
      throw new CorruptCheckpointException("model.safetensors: has another digest");
    }
    return alwaysGood(announcement.getModel(), announcement.getVersion());
  }

  private void announce(long version, long cut) throws Exception {
    announce("main", version, cut);
  }

  private void announce(String model, long version, long cut) throws Exception {
    cuts.put(version, cut);
    List<Position> positions =
        cut == 0
            ? List.of()
            : IntStream.range(0, 2)
                .mapToObj(p -> new Position("c", topicId, topics.examples(TASK), p, cut))
                .toList();
    send(
        topics.checkpoints(),
        model + ":" + version,
        SampleAnnouncements.of(version)
            .setModel(model)
            .setPositions(positions)
            .setTasks(List.of(TASK))
            .setAnnouncedAt(Instant.now())
            .build());
  }

  private void example(int i) throws Exception {
    LabeledExample example =
        LabeledExample.newBuilder()
            .setId(Integer.toString(i))
            .setTask(TASK)
            .setText(i % 3 == 0 ? "an awful film" : "a lovely film")
            .setTarget(labelOf(i))
            .setOccurredAt(Instant.now())
            .build();
    producer
        .send(
            new ProducerRecord<>(
                topics.examples(TASK),
                i % 2,
                example.getId(),
                bytes(topics.examples(TASK), example)))
        .get();
  }

  private <T extends SpecificRecord> void send(String topic, String key, T value)
      throws ExecutionException, InterruptedException {
    producer.send(new ProducerRecord<>(topic, key, bytes(topic, value))).get();
  }

  private <T extends SpecificRecord> byte[] bytes(String topic, T value) {
    try (RecordSerializer<T> serializer = new RecordSerializer<>(registry)) {
      return serializer.serialize(topic, value);
    }
  }

  private static long scored(Evaluator evaluator) {
    return evaluator.status().scored().getOrDefault(TASK, 0L);
  }

  private long metricCount(String key) {
    return metrics().stream()
        .filter(metric -> metric.getKey().equals(key))
        .reduce((earlier, later) -> later)
        .map(metric -> metric.getValue().getCount())
        .orElse(0L);
  }

  private List<Map.Entry<String, RollingMetric>> metrics() {
    try (var deserializer = new RecordDeserializer<>(registry, RollingMetric.class)) {
      return records(topics.metrics()).stream()
          .map(
              record ->
                  Map.entry(
                      record.getKey(),
                      deserializer.deserialize(topics.metrics(), record.getValue())))
          .toList();
    }
  }

  private List<Prediction> answers(String model) {
    return predictions().stream()
        .filter(prediction -> prediction.getModel().equals(model))
        .toList();
  }

  /** Returns what models and baselines have answered. */
  private List<Prediction> predictions() {
    return Stream.of(topics.predictions(), topics.baselinePredictions())
        .flatMap(topic -> predictions(topic).stream())
        .toList();
  }

  private List<Prediction> predictions(String topic) {
    try (var deserializer = new RecordDeserializer<>(registry, Prediction.class)) {
      return records(topic).stream()
          .map(record -> deserializer.deserialize(topic, record.getValue()))
          .toList();
    }
  }

  /** Returns all committed records of a topic of one partition. */
  private List<Map.Entry<String, byte[]>> records(String topic) {
    List<Map.Entry<String, byte[]>> records = new ArrayList<>();
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                cluster.bootstrapServers(),
                "isolation.level",
                "read_committed"),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(record -> records.add(Map.entry(record.key(), record.value())));
      }
    }
    return records;
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(50);
    }
  }

  private static ServedModel alwaysGood(String model, long version) {
    return FakeServedModel.of(
        model,
        version,
        List.of(
            new TaskModule(TASK, TaskKind.CLASSIFICATION, List.of("bad", "good"), -1, 64, 1),
            new TaskModule(SCORES, TaskKind.REGRESSION, List.of(), -1, 64, 1)),
        (task, question) ->
            task.equals(SCORES) ? new Answer.Score(2.5) : new Answer.Label("good", 1));
  }
}
