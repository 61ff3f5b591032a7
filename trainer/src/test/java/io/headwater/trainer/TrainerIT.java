package io.headwater.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.headwater.cluster.EmbeddedCluster;
import io.headwater.cluster.junit.TopicPrefix;
import io.headwater.cluster.junit.WithCluster;
import io.headwater.schemas.BlockClosed;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.CheckpointFile;
import io.headwater.schemas.JournalEntry;
import io.headwater.schemas.Position;
import io.headwater.schemas.RollingMetric;
import io.headwater.schemas.Split;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TaskState;
import io.headwater.schemas.TaskStep;
import io.headwater.schemas.TrainerEvent;
import io.headwater.schemas.TrainerEventType;
import io.headwater.schemas.TrainingStep;
import io.headwater.trainer.TrainerStatus.State;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithCluster
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class TrainerIT {
  @TempDir private Path folder;
  private TrainerRig rig;

  @BeforeEach
  void makeRig(EmbeddedCluster cluster, @TopicPrefix String prefix) throws Exception {
    rig = new TrainerRig(cluster, prefix, folder);
  }

  @AfterEach
  void closeRig() {
    rig.close();
  }

  @Test
  void shouldAnnounceAnUntrainedVersionAndThenLearnEveryRecordOnce() throws Exception {
    rig.createTasks(2);
    rig.sendExamples(400, 1);
    Map<String, String> settings = Map.of(OptimizerConfig.WARM_UP_STEPS, "5");
    try (Trainer trainer = Trainer.start(rig.config("m", settings))) {
      TrainerRig.awaitAll(trainer, 400);
    }
    List<CheckpointAnnouncement> announced = rig.announcements("m");
    assertThat(announced.get(0).getVersion()).isZero();
    assertThat(announced.get(0).getStep()).isZero();
    assertThat(announced.get(0).getPositions()).isEmpty();
    assertThat(announced.get(0).getTasks()).containsExactly(TrainerRig.COLORS, TrainerRig.OPENINGS);
    CheckpointAnnouncement last = announced.get(announced.size() - 1);
    assertThat(last.getVersion()).isEqualTo(announced.size() - 1);
    assertThat(last.getPositions().stream().mapToLong(Position::getNextOffset).sum())
        .isEqualTo(400);
    assertEveryOffsetOnce("m", last);
    assertThat(
            rig
                .admin
                .listConsumerGroupOffsets(rig.config("m", Map.of()).group())
                .partitionsToOffsetAndMetadata()
                .get()
                .values()
                .stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum())
        .as("offsets for lag monitors")
        .isEqualTo(400);

    List<TrainingStep> steps = steps(rig.lineage("m").entries(last.getVersion()));
    assertThat(steps).hasSize((int) last.getStep());
    assertThat(lossOf(TrainerRig.COLORS, steps.subList(steps.size() - 5, steps.size())))
        .as("loss of the last steps")
        .isLessThan(lossOf(TrainerRig.COLORS, steps.subList(0, 5)) * 0.8);
  }

  @Test
  void shouldGiveADeclaredTaskWithoutATopicOne() throws Exception {
    rig.createTopics(1, rig.topics.tasks());
    String topic = rig.topics.examples(TrainerRig.COLORS);
    try (Trainer trainer = Trainer.start(rig.config("m", Map.of()))) {
      TrainerRig.await(trainer, "version 0", status -> status.version().isPresent());
      rig.specify(TrainerRig.colors());
      TrainerRig.await(trainer, "topic " + topic, status -> rig.topicNames().contains(topic));
      Random random = new Random(3);
      for (int i = 0; i < 40; i++) {
        rig.send(topic, "id" + i, TrainerRig.example(TrainerRig.COLORS, "id" + i, random));
      }
      TrainerRig.awaitAll(trainer, 40);
      assertThat(trainer.status().examples()).isEqualTo(40);
    }
  }

  @Test
  void shouldStartFromThePretrainedEncoderWhereNothingElseIsSet() throws Exception {
    rig.createTopics(1, rig.topics.tasks(), rig.topics.examples(TrainerRig.COLORS));
    rig.specify(TrainerRig.colors());
    Map<String, String> settings = Map.of(TrainerConfig.TOKENIZER_FILE, "");
    try (Trainer trainer = Trainer.start(rig.config("m", settings))) {
      TrainerRig.await(trainer, "version 0", status -> status.version().isPresent());
    }
    CheckpointAnnouncement start = rig.announcements("m").get(0);
    assertThat(file(start, "config.json"))
        .content()
        .contains("\"model_type\": \"bert\"", "\"num_hidden_layers\": 6");
    assertThat(file(start, "manifest.json")).content().contains("Apache");
    assertThat(starts("m"))
        .singleElement(InstanceOfAssertFactories.MAP)
        .containsEntry("model.init", "minilm")
        .containsEntry("optimizer.learning.rate", "1.0E-4")
        .containsEntry("optimizer.module.rate.factor", "10.0");
  }

  @Test
  void shouldStartANewModelFromTheFolderOfAnother() throws Exception {
    rig.createTasks(1);
    rig.sendExamples(100, 5);
    try (Trainer first = Trainer.start(rig.config("first", Map.of()))) {
      TrainerRig.awaitAll(first, 100);
    }
    CheckpointAnnouncement learned = last("first");
    Path weights = file(learned, "model.safetensors");
    Map<String, String> settings =
        Map.of(
            TrainerConfig.MODEL_INIT,
            weights.getParent().toString(),
            TrainerConfig.TOKENIZER_FILE,
            "");
    for (int life = 1; life <= 2; life++) {
      try (Trainer second = Trainer.start(rig.config("second", settings))) {
        TrainerRig.await(
            second,
            "all trained",
            s -> s.state() == State.TRAINING && s.step() > 0 && TrainerRig.caughtUp(s));
      }
    }

    CheckpointAnnouncement start = rig.announcements("second").get(0);
    assertThat(start.getStep()).isZero();
    assertThat(file(start, "model.safetensors")).hasSameBinaryContentAs(weights);
    assertThat(Files.readAllBytes(file(start, "heads.safetensors")))
        .isNotEqualTo(Files.readAllBytes(file(learned, "heads.safetensors")));
    String digest =
        learned.getFiles().stream()
            .filter(stored -> stored.getName().equals("model.safetensors"))
            .findFirst()
            .orElseThrow()
            .getSha256();
    List<Map<String, String>> starts = starts("second");
    assertThat(starts).hasSize(2);
    assertThat(starts.get(0))
        .containsEntry("model.init", weights.getParent().getFileName().toString())
        .containsEntry("model.init.sha256.model.safetensors", digest);
    assertThat(starts.get(1)).doesNotContainKey("model.init").containsKey("version");
  }

  /** Returns what the journal says of each start of a model. */
  private List<Map<String, String>> starts(String model) throws Exception {
    return rig.journal(model).stream()
        .filter(entry -> entry.getBody() instanceof TrainerEvent)
        .map(entry -> (TrainerEvent) entry.getBody())
        .filter(event -> event.getType() == TrainerEventType.STARTED)
        .map(TrainerEvent::getDetails)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {TrunkConfig.FULL, TrunkConfig.ADAPTERS, TrunkConfig.FROZEN})
  void shouldEndWithTheSameBytesHoweverOftenItIsKilled(String trunk) throws Exception {
    rig.createTasks(2);
    rig.createTopics(
        2, rig.topics.examples(TrainerRig.WORDS_TASK), rig.topics.examples(TrainerRig.FIRST_WORD));
    rig.specify(TrainerRig.words(12, 8).build());
    rig.specify(
        TaskSpec.newBuilder()
            .setName(TrainerRig.FIRST_WORD)
            .setKind(TaskKind.SPAN_EXTRACTION)
            .build());
    rig.sendExamples(600, 2);
    rig.sendExamples(TrainerRig.WORDS_TASK, 300, 14);
    rig.sendExamples(TrainerRig.FIRST_WORD, 100, 15);
    Map<String, String> settings =
        Map.of(WeightingConfig.STRATEGY, "uncertainty", TrunkConfig.TRUNK, trunk);
    try (Trainer whole = Trainer.start(rig.config("whole", settings))) {
      TrainerRig.awaitAll(whole, 600);
    }
    int kills = 0;
    for (long steps : new long[] {3, 11, 17, 23}) {
      Trainer killed = Trainer.start(rig.config("killed", settings));
      TrainerRig.await(
          killed, steps + " steps", s -> s.step() >= steps || s.state() == State.FAILED);
      killed.abandon();
      kills++;
    }
    CheckpointAnnouncement resumedFrom = last("killed");
    try (Trainer rest = Trainer.start(rig.config("killed", settings))) {
      TrainerRig.await(
          rest,
          "all trained",
          s ->
              s.state() == State.TRAINING
                  && s.step() >= last("whole").getStep()
                  && TrainerRig.caughtUp(s));
    }
    CheckpointAnnouncement whole = last("whole");
    CheckpointAnnouncement killed = last("killed");
    assertThat(resumedFrom.getStep()).isLessThan(whole.getStep());
    assertThat(killed.getEpoch()).isEqualTo(kills + 1);
    assertThat(killed.getStep()).isEqualTo(whole.getStep());
    assertThat(learned("killed", killed)).isEqualTo(learned("whole", whole));
    assertThat(labelsTakenIn("killed", killed))
        .hasSizeGreaterThan(2)
        .isEqualTo(labelsTakenIn("whole", whole));
    for (CheckpointFile stored : whole.getFiles()) {
      if (stored.getName().endsWith(".safetensors")) {
        assertThat(file(killed, stored.getName()))
            .as(stored.getName())
            .hasSameBinaryContentAs(file(whole, stored.getName()));
      }
    }
    assertThat(whole.getFiles().stream().map(CheckpointFile::getName))
        .contains("heads.safetensors", "optimizer.safetensors")
        .contains(
            trunk.equals(TrunkConfig.ADAPTERS) ? "adapter_model.safetensors" : "model.safetensors");
    assertEveryOffsetOnce("killed", killed);
  }

  @Test
  void shouldHeedTheModelsQualityOnlyBetweenBlocks() throws Exception {
    rig.createTasks(1);
    rig.createTopics(1, rig.topics.metrics());
    Map<String, String> settings =
        Map.of(WeightingConfig.STRATEGY, "live", TrainerConfig.BLOCK_WAIT_MS, "60000");
    try (Trainer trainer = Trainer.start(rig.config("m", settings))) {
      int sent = 0;
      for (int reading = 1; reading <= 2; reading++) {
        rig.send(rig.topics.metrics(), "any", accuracy(1.2 - 0.3 * reading, reading));
        do {
          rig.sendExamples(32, sent); // one block of both tasks
          sent += 32;
          TrainerRig.awaitAll(trainer, sent);
        } while (readings("m").size() < reading);
      }
    }
    List<TrainerEvent> readings = readings("m");
    assertThat(readings)
        .extracting(TrainerEvent::getSubject)
        .containsExactly(TrainerRig.COLORS, TrainerRig.COLORS);
    assertThat(readings).extracting(e -> e.getDetails().get("offset")).containsExactly("0", "1");
    boolean inBlock = false;
    for (JournalEntry entry : rig.journal("m")) {
      if (entry.getBody() instanceof TrainingStep) {
        inBlock = true;
      } else if (entry.getBody() instanceof BlockClosed) {
        inBlock = false;
      } else if (readings.contains(entry.getBody())) {
        assertThat(inBlock).as("a reading within a block").isFalse();
      }
    }
    assertThat(steps(rig.journal("m")))
        .as("a step that gives a task more whose quality has fallen")
        .anySatisfy(step -> assertThat(colors(step)).isGreaterThan(1.2));
  }

  private static double colors(TrainingStep step) {
    return step.getTasks().stream()
        .filter(task -> task.getTask().equals(TrainerRig.COLORS))
        .mapToDouble(TaskStep::getWeight)
        .sum();
  }

  private List<TrainerEvent> readings(String model) {
    return rig.journal(model).stream()
        .filter(entry -> entry.getBody() instanceof TrainerEvent)
        .map(entry -> (TrainerEvent) entry.getBody())
        .filter(event -> event.getType() == TrainerEventType.QUALITY_READ)
        .toList();
  }

  private static RollingMetric accuracy(double value, long at) {
    return RollingMetric.newBuilder()
        .setModel("m")
        .setTask(TrainerRig.COLORS)
        .setMetric("accuracy")
        .setSplit(Split.PREQUENTIAL)
        .setWindow("last-1000")
        .setWindowStart(Instant.EPOCH)
        .setWindowEnd(Instant.EPOCH)
        .setValue(value)
        .setCount(1000)
        .setFirstVersion(0)
        .setLastVersion(0)
        .setPublishedAt(Instant.ofEpochMilli(at))
        .build();
  }

  @Test
  void shouldLearnLabelsNobodyDeclared() throws Exception {
    rig.createTasks(1);
    rig.specify(TrainerRig.words(5, 9).build());
    rig.createTopics(1, rig.topics.examples(TrainerRig.WORDS_TASK));
    try (Trainer trainer = Trainer.start(rig.config("m", Map.of()))) {
      rig.sendExamples(TrainerRig.WORDS_TASK, 200, 15);
      TrainerRig.await(
          trainer,
          "all read",
          s -> TrainerRig.caughtUp(s) && s.tasks().containsKey(TrainerRig.WORDS_TASK));
      assertThat(trainer.status().deadLetters().keySet())
          .as("the tenth word is beyond the cap")
          .containsExactly("LABEL_CAP_REACHED");
    }
    CheckpointAnnouncement last = last("m");
    assertThat(last.getTasks()).contains(TrainerRig.WORDS_TASK);
    List<String> takenIn = labelsTakenIn("m", last);
    assertThat(takenIn.stream().flatMap(event -> event.lines().skip(1))).hasSize(9);
    assertThat(rig.announcements("m"))
        .as("a version with the module that has learned from none of the task's examples")
        .anySatisfy(
            version -> {
              assertThat(version.getTasks()).contains(TrainerRig.WORDS_TASK);
              assertThat(steps(rig.lineage("m").entries(version.getVersion()))).isEmpty();
            });
    assertEveryOffsetOnce("m", last);
  }

  @Test
  void shouldHoldAPausedTaskAndGoOnWhereItWas() throws Exception {
    rig.createTasks(1);
    rig.sendExamples(80, 16);
    Map<String, String> settings = Map.of(TrainerConfig.TASK_WAIT_MS, "200");
    try (Trainer trainer = Trainer.start(rig.config("m", settings))) {
      TrainerRig.awaitAll(trainer, 80);
      setColors(TaskState.PAUSED);
      awaitStates("m", "ACTIVE to PAUSED");
      rig.sendExamples(80, 17);
      TrainerRig.await(trainer, "the others", s -> rows(s, TrainerRig.OPENINGS) == 80);
      TrainerRig.await(trainer, "no lag of the paused", TrainerRig::caughtUp);
      assertThat(rows(trainer.status(), TrainerRig.COLORS)).isEqualTo(40);
    }
    try (Trainer trainer = Trainer.start(rig.config("m", settings))) {
      TrainerRig.await(trainer, "training", TrainerRig::caughtUp);
      setColors(TaskState.RETIRED);
      awaitStates("m", "ACTIVE to PAUSED", "PAUSED to RETIRED");
      assertThat(trainer.status().examples()).isZero();
      setColors(TaskState.ACTIVE);
      TrainerRig.awaitAll(trainer, 40);
      assertThat(trainer.status().deadLetters()).isEmpty();
      assertThat(rows(trainer.status(), TrainerRig.COLORS)).isEqualTo(40);
    }
    awaitStates("m", "ACTIVE to PAUSED", "PAUSED to RETIRED", "RETIRED to ACTIVE");
    assertEveryOffsetOnce("m", last("m"));
  }

  @Test
  void shouldTurnBadRecordsIntoDeadLettersExactlyOnceAndGoOn() throws Exception {
    rig.createTasks(1);
    String topic = rig.topics.examples(TrainerRig.COLORS);
    rig.sendExamples(40, 3);
    rig.sendBytes(topic, "a", new byte[] {1, 2, 3});
    rig.sendBytes(topic, "b", new byte[] {0, 0, 0, 0, 1, -1, -1, -1});
    rig.sendBytes(topic, "c", null);
    rig.send(topic, "d", TrainerRig.example(TrainerRig.OPENINGS, "d", new Random(1)));
    rig.createTopics(1, rig.topics.examples("nobody"));
    rig.sendBytes(rig.topics.examples("nobody"), "e", new byte[] {7});
    rig.sendExamples(40, 4);

    Map<String, String> settings = Map.of(TrainerConfig.TASK_WAIT_MS, "300");
    Trainer killed = Trainer.start(rig.config("m", settings));
    TrainerRig.await(killed, "a step", s -> s.step() >= 2);
    killed.abandon();
    try (Trainer trainer = Trainer.start(rig.config("m", settings))) {
      TrainerRig.await(
          trainer, "all read", s -> s.state() == State.TRAINING && TrainerRig.caughtUp(s));
    }
    Map<String, String> letters = new TreeMap<>();
    rig.readBytes(rig.topics.deadLetters())
        .forEach(
            letter ->
                assertThat(
                        letters.put(
                            text(letter.key()),
                            text(letter.headers().lastHeader("__headwater.errors.reason").value())))
                    .as("dead letter %s seen before", text(letter.key()))
                    .isNull());
    assertThat(letters.keySet()).containsExactly("a", "b", "c", "d", "e");
    assertThat(letters)
        .containsEntry("a", "UNREADABLE_BYTES")
        .containsEntry("c", "NO_VALUE")
        .containsEntry("d", "TASK_MISMATCH")
        .containsEntry("e", "UNKNOWN_TASK");
    assertEveryOffsetOnce("m", last("m"));
  }

  private static long offsets(CheckpointAnnouncement version) {
    return version.getPositions().stream().mapToLong(Position::getNextOffset).sum();
  }

  @Test
  void shouldLearnOnWhileItsFolderCannotBeWrittenAndLoseNothing() throws Exception {
    rig.createTasks(1);
    rig.sendExamples(100, 11);
    Path store = folder.resolve("checkpoints");
    Path away = folder.resolve("away");
    try (Trainer trainer = Trainer.start(rig.config("m", Map.of()))) {
      TrainerRig.awaitAll(trainer, 100);
      TrainerRig.await(trainer, "all stored, and nothing in work", s -> offsets(last("m")) == 100);
      assertThat(trainer.isHealthy()).isTrue();
      Files.move(store, away);
      Files.writeString(store, "a file in place of the folder");
      rig.sendExamples(100, 12);
      rig.sendBytes(rig.topics.examples(TrainerRig.COLORS), "bad", new byte[] {1, 2, 3});
      TrainerRig.await(
          trainer,
          "all learned, and not all stored",
          s -> s.examples() == 200 && TrainerRig.caughtUp(s) && s.trouble().isPresent());
      assertThat(trainer.status().trouble().orElseThrow())
          .contains(" cannot be stored: " + store, "MB free");
      assertThat(trainer.isHealthy()).isFalse();
      assertThat(rig.readBytes(rig.topics.deadLetters())).isEmpty();

      Files.delete(store);
      Files.move(away, store);
      TrainerRig.await(trainer, "stored again", s -> s.trouble().isEmpty());
      assertThat(trainer.isHealthy()).isTrue();
    }
    assertThat(rig.readBytes(rig.topics.deadLetters())).hasSize(1);
    assertThat(rig.announcements("m"))
        .extracting(CheckpointAnnouncement::getVersion)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(0, last("m").getVersion()).boxed().toList());
    try (Stream<Path> left = Files.list(store)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .as("nothing half-written")
          .allMatch(name -> name.startsWith("v"));
    }
    assertEveryOffsetOnce("m", last("m"));
  }

  @Test
  void shouldGoOnFromItsNewestVersionWhereItWasFencedButLeadsStill() throws Exception {
    rig.createTasks(1);
    rig.sendExamples(40, 5);
    TrainerConfig config = rig.config("m", Map.of());
    try (Trainer trainer = Trainer.start(config)) {
      TrainerRig.awaitAll(trainer, 40);
      try (KafkaProducer<byte[], byte[]> usurper =
          new KafkaProducer<>(
              config.producerProperties(Map.of("transactional.id", config.group())),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        usurper.initTransactions();
      }
      rig.sendExamples(40, 6);
      awaitTrainedThrough(trainer, 80);
      assertThat(trainer.status().epoch()).isEqualTo(2);
    }
    assertEveryOffsetOnce("m", last("m"));
  }

  @Test
  void shouldGoOnWhereAnExamplesTopicIsDeleted() throws Exception {
    rig.createTasks(1);
    rig.sendExamples(20, 7);
    Map<String, String> settings =
        Map.of(
            // So that the topic is gone before it is known to be.
            TrainerConfig.DISCOVERY_INTERVAL_MS,
            "600000",
            "producer.transaction.timeout.ms",
            "3000");
    try (Trainer trainer = Trainer.start(rig.config("m", settings))) {
      TrainerRig.awaitAll(trainer, 20);
      rig.admin.deleteTopics(List.of(rig.topics.examples(TrainerRig.COLORS))).all().get();
      rig.sendExamples(TrainerRig.OPENINGS, 40, 8);
      awaitTrainedThrough(trainer, 60);
      assertThat(trainer.status().epoch()).as("terms").isEqualTo(1);
    }
    assertEveryOffsetOnce("m", last("m"));
  }

  /** Waits until versions that went through so many offsets are announced. */
  private void awaitTrainedThrough(Trainer trainer, long offsets) throws Exception {
    TrainerRig.await(
        trainer,
        offsets + " offsets announced",
        unused ->
            last("m").getPositions().stream().mapToLong(Position::getNextOffset).sum() >= offsets);
  }

  @Test
  void shouldLeaveTheModelToOneOfTwoWhereTheGroupForgetsBoth() throws Exception {
    rig.createTasks(1);
    rig.sendExamples(20, 9);
    TrainerConfig config = rig.config("m", Map.of());
    try (Trainer one = Trainer.start(config)) {
      TrainerRig.awaitAll(one, 20);
      try (Trainer two = Trainer.start(config)) {
        TrainerRig.await(two, "standby", s -> s.state() == State.STANDBY);
        awaitMembers(config.group(), 2);
        rig.admin
            .removeMembersFromConsumerGroup(
                config.group(), new RemoveMembersFromConsumerGroupOptions())
            .all()
            .get();
        rig.sendExamples(20, 10);
        TrainerRig.await(one, "a term of another epoch", s -> epoch(one, two) == 2);
        awaitTrainedThrough(one, 40);
        TrainerRig.await(
            one,
            "one that leads and one that stands by",
            s ->
                Set.of(s.state(), two.status().state())
                    .equals(Set.of(State.TRAINING, State.STANDBY)));
      }
    }
    assertEveryOffsetOnce("m", last("m"));
  }

  private static int epoch(Trainer one, Trainer two) {
    return Math.max(one.status().epoch(), two.status().epoch());
  }

  private void awaitMembers(String group, int count) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    int members = 0;
    while (members != count) {
      assertThat(System.nanoTime()).as("time until %s members", members).isLessThan(deadline);
      members =
          rig.admin
              .describeConsumerGroups(List.of(group))
              .describedGroups()
              .get(group)
              .get()
              .members()
              .size();
    }
  }

  @Test
  void shouldStandByUntilTheLeaderIsGone() throws Exception {
    rig.createTasks(1);
    rig.sendExamples(20, 7);
    try (Trainer leader = Trainer.start(rig.config("m", Map.of()))) {
      TrainerRig.awaitAll(leader, 20);
      try (Trainer standby = Trainer.start(rig.config("m", Map.of()))) {
        TrainerRig.await(standby, "standby", s -> s.state() == State.STANDBY);
        rig.sendExamples(20, 8);
        TrainerRig.awaitAll(leader, 40);
        assertThat(standby.status().state()).isEqualTo(State.STANDBY);
        leader.abandon();
        TrainerRig.await(standby, "leading", s -> s.state() == State.TRAINING);
        assertThat(standby.status().epoch()).isEqualTo(2);
        rig.sendExamples(20, 9);
        TrainerRig.await(standby, "all trained", s -> s.examples() >= 20 && TrainerRig.caughtUp(s));
      }
    }
    assertEveryOffsetOnce("m", last("m"));
  }

  @Test
  void shouldAdoptATaskThatAppearsAfterItsExamples() throws Exception {
    rig.createTopics(1, rig.topics.tasks(), rig.topics.examples(TrainerRig.OPENINGS));
    try (Trainer trainer = Trainer.start(rig.config("m", Map.of()))) {
      TrainerRig.await(trainer, "training", s -> s.state() == State.TRAINING);
      rig.createTopics(1, rig.topics.examples(TrainerRig.COLORS));
      Random random = new Random(10);
      for (int i = 0; i < 30; i++) {
        rig.send(
            rig.topics.examples(TrainerRig.COLORS),
            "" + i,
            TrainerRig.example(TrainerRig.COLORS, "" + i, random));
      }
      TrainerRig.await(trainer, "examples waiting", s -> s.lag().equals(OptionalLong.of(30)));
      rig.specify(TrainerRig.colors());
      TrainerRig.awaitAll(trainer, 30);
      assertThat(trainer.status().deadLetters()).isEmpty();
    }
    assertThat(last("m").getTasks()).containsExactly(TrainerRig.COLORS);
    assertThat(rig.announcements("m"))
        .as("a version with the module that has learned from none of the task's examples")
        .anySatisfy(
            version -> {
              assertThat(version.getTasks()).containsExactly(TrainerRig.COLORS);
              assertThat(version.getPositions())
                  .allSatisfy(position -> assertThat(position.getNextOffset()).isZero());
            });
    assertEveryOffsetOnce("m", last("m"));
  }

  @Test
  void shouldPassTransactionMarkersAndAbortedRecordsAsGaps() throws Exception {
    rig.createTasks(1);
    rig.sendInTransactions(60, 11);
    try (Trainer trainer = Trainer.start(rig.config("m", Map.of()))) {
      TrainerRig.await(trainer, "all trained", TrainerRig::caughtUp);
      assertThat(trainer.status().examples()).isEqualTo(40);
    }
    CheckpointAnnouncement last = last("m");
    // Each transaction of 10 records leaves a marker in the one partition it wrote to.
    assertThat(last.getPositions().stream().mapToLong(Position::getNextOffset).sum()).isEqualTo(66);
    assertEveryOffsetOnce("m", last);
  }

  @Test
  void shouldReadATopicMadeAnewFromTheBeginning() throws Exception {
    rig.createTasks(1);
    rig.sendExamples(40, 12);
    try (Trainer trainer = Trainer.start(rig.config("m", Map.of()))) {
      TrainerRig.awaitAll(trainer, 40);
    }
    CheckpointAnnouncement before = last("m");
    rig.recreate(rig.topics.examples(TrainerRig.COLORS));
    rig.sendExamples(20, 13);
    try (Trainer trainer = Trainer.start(rig.config("m", Map.of()))) {
      TrainerRig.awaitAll(trainer, 20);
      assertThat(trainer.status().examples()).isEqualTo(20);
    }
    CheckpointAnnouncement after = last("m");
    assertThat(after.getPositions())
        .extracting(Position::getTopic, Position::getNextOffset)
        .containsExactly(
            tuple(rig.topics.examples(TrainerRig.COLORS), 10L),
            tuple(rig.topics.examples(TrainerRig.OPENINGS), 30L));
    assertThat(after.getPositions().get(0).getTopicId())
        .isNotEqualTo(before.getPositions().get(0).getTopicId());
  }

  private void setColors(TaskState state) throws Exception {
    rig.specify(TaskSpec.newBuilder(TrainerRig.colors()).setState(state).build());
  }

  /** Waits until the journal tells of these changes of the state of the task of colors. */
  private void awaitStates(String model, String... expected) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    List<String> changes = List.of();
    while (!changes.equals(List.of(expected))) {
      assertThat(System.nanoTime()).as("time until " + changes).isLessThan(deadline);
      changes =
          events(rig.journal(model))
              .filter(event -> event.getSubject().equals("task.colors.state"))
              .map(event -> event.getDetails().get("from") + " to " + event.getDetails().get("to"))
              .toList();
    }
  }

  private static long rows(TrainerStatus status, String task) {
    return status.tasks().containsKey(task) ? status.tasks().get(task).rows() : 0;
  }

  /** How the labels of the open task came into a version: the first row and the labels. */
  private List<String> labelsTakenIn(String model, CheckpointAnnouncement version) {
    return events(rig.lineage(model).entries(version.getVersion()))
        .filter(event -> event.getSubject().equals(TrainerRig.WORDS_TASK))
        .map(
            event ->
                event.getDetails().getOrDefault("from", "0")
                    + "\n"
                    + event.getDetails().get("labels"))
        .toList();
  }

  private static Stream<TrainerEvent> events(List<JournalEntry> entries) {
    return entries.stream()
        .map(JournalEntry::getBody)
        .filter(TrainerEvent.class::isInstance)
        .map(TrainerEvent.class::cast);
  }

  private CheckpointAnnouncement last(String model) {
    return rig.lineage(model).latest().orElseThrow();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Path file(CheckpointAnnouncement announcement, String name) {
    Path folder = Path.of(URI.create(announcement.getUri()));
    assertThat(Files.exists(folder.resolve(name))).isTrue();
    return folder.resolve(name);
  }

  private static List<TrainingStep> steps(List<JournalEntry> entries) {
    return entries.stream()
        .map(JournalEntry::getBody)
        .filter(TrainingStep.class::isInstance)
        .map(TrainingStep.class::cast)
        .toList();
  }

  /** What each step of a version learned from and how it went, without times. */
  private List<String> learned(String model, CheckpointAnnouncement version) {
    return steps(rig.lineage(model).entries(version.getVersion())).stream()
        .map(
            step ->
                step.getStep()
                    + " "
                    + step.getRows()
                    + step.getSources()
                    + step.getSeed()
                    + step.getTasks())
        .toList();
  }

  private static double lossOf(String task, List<TrainingStep> steps) {
    return steps.stream()
        .flatMap(step -> step.getTasks().stream())
        .filter(step -> step.getTask().equals(task))
        .mapToDouble(step -> step.getLoss())
        .average()
        .orElseThrow();
  }

  private void assertEveryOffsetOnce(String model, CheckpointAnnouncement version) {
    TrainerRig.assertEveryOffsetOnce(rig.lineage(model), version);
  }
}
