package io.headwater.cli.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.headwater.cli.cluster.EmbeddedCluster;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.JournalEntry;
import io.headwater.schemas.Position;
import io.headwater.schemas.TrainingStep;
import io.headwater.trainer.OptimizerConfig;
import io.headwater.trainer.Trainer;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.TrainerException;
import io.headwater.trainer.TrainerStatus.State;
import io.headwater.trainer.checkpoint.FencedTrainerException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class TrainerIT {
  private static EmbeddedCluster cluster;

  @TempDir private Path folder;
  private TrainerRig rig;

  @BeforeAll
  static void startCluster() {
    cluster = EmbeddedCluster.start(EmbeddedCluster.Options.temporary());
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @BeforeEach
  void makeRig(TestInfo test) throws Exception {
    rig = new TrainerRig(cluster, test.getTestMethod().orElseThrow().getName() + ".", folder);
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
  void shouldEndWithTheSameBytesHoweverOftenItIsKilled() throws Exception {
    rig.createTasks(2);
    rig.sendExamples(600, 2);
    Map<String, String> settings = Map.of(TrainerConfig.WEIGHTING_STRATEGY, "uncertainty");
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
    for (String file : List.of("model", "heads", "optimizer")) {
      assertThat(file(killed, file + ".safetensors"))
          .as(file)
          .hasSameBinaryContentAs(file(whole, file + ".safetensors"));
    }
    assertEveryOffsetOnce("killed", killed);
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

  @Test
  void shouldStopWithAClearErrorWhereAnotherHasTakenOver() throws Exception {
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
      assertThatThrownBy(() -> trainer.awaitTermination(Duration.ofSeconds(30)))
          .isInstanceOf(TrainerException.class)
          .hasCauseInstanceOf(FencedTrainerException.class)
          .hasMessageContaining("another trainer has taken over model 'm'");
      assertThat(trainer.status().state()).isEqualTo(State.FAILED);
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
