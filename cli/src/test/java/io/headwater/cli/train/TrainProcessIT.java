package io.headwater.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cli.CommandProcess;
import io.headwater.cluster.EmbeddedCluster;
import io.headwater.cluster.junit.TopicPrefix;
import io.headwater.cluster.junit.WithCluster;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.JournalEntry;
import io.headwater.schemas.TrainingStep;
import io.headwater.schemas.contract.DeadLetter;
import io.headwater.trainer.GarbageStream;
import io.headwater.trainer.GarbageStream.Letter;
import io.headwater.trainer.JournaledOffsets;
import io.headwater.trainer.JournaledOffsets.Place;
import io.headwater.trainer.LineageFeed;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.TrainerRig;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is left of a trainer's work where its process is killed. */
@WithCluster
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class TrainProcessIT {
  private static final Logger LOG = LoggerFactory.getLogger(TrainProcessIT.class);
  private static final String MODEL = "m";

  @TempDir private Path folder;
  private TrainerRig rig;
  private TrainerConfig config;

  @BeforeEach
  void makeRig(EmbeddedCluster cluster, @TopicPrefix String prefix) throws Exception {
    rig = new TrainerRig(cluster, prefix, folder);
    rig.createTasks(2);
    rig.createTopics(1, rig.topics.checkpoints(), rig.topics.journal(), rig.topics.deadLetters());
    config =
        rig.config(
            MODEL,
            Map.of(
                TrainerConfig.BATCH_TOKENS, "512",
                TrainerConfig.BLOCK_RECORDS, "32",
                TrainerConfig.CHECKPOINT_STEPS, "10",
                TrainerConfig.TASK_WAIT_MS, "300",
                TrainerConfig.THREADS, "1"));
  }

  @AfterEach
  void closeRig() {
    rig.close();
  }

  @Test
  void shouldTrainEveryOffsetOnceWhereItIsKilledInMidStream() throws Exception {
    int records = 6000;
    rig.sendExamples(records, 1);
    try (LineageFeed feed = rig.feed(MODEL)) {
      CheckpointAnnouncement left = killInMidStream(feed, records);
      runToTheEnd(feed, records);

      assertWhole(feed, records);
      assertThat(feed.newest().getEpoch()).isEqualTo(left.getEpoch() + 1);
      assertThat(heir(feed, left).getParents()).containsExactly(left.getVersion());
    }
  }

  @Test
  void shouldSayWhyItFailedAsAnEventOfItsLog() throws Exception {
    Map<String, String> settings =
        settings(
            Map.of(
                TrainerConfig.TOKENIZER_FILE, "/none/such.json", TrainerConfig.LOG_FORMAT, "json"));
    try (CommandProcess trainer = CommandProcess.start(folder, settings, "train")) {
      assertThat(trainer.awaitEnd(Duration.ofMinutes(1))).as(trainer.log()).isTrue();

      assertThat(trainer.exitCode()).as(trainer.log()).isEqualTo(2);
      assertThat(trainer.log().lines().filter(line -> !line.startsWith("WARNING: ")))
          .allSatisfy(line -> assertThat(line).startsWith("{").endsWith("}"))
          .filteredOn(line -> line.contains("ERROR"))
          .singleElement(InstanceOfAssertFactories.STRING)
          .contains("/none/such.json");
    }
  }

  @Test
  void shouldRefuseEachBadRecordOnceWhereItIsKilledInMidStream() throws Exception {
    GarbageStream stream = new GarbageStream(rig, 10_000, 200, 2);
    stream.send();
    assertThat(stream.letters()).hasSize(1000);
    try (LineageFeed feed = rig.feed(MODEL)) {
      killInMidStream(feed, stream.size());
      assertThat(letters()).hasSizeBetween(1, 999);
      runToTheEnd(feed, stream.size());

      assertWhole(feed, stream.size());
      assertLettersAndRows(feed, stream);
    }
  }

  @Test
  void shouldGoOnFromTheVersionBeforeWhereTheNewestIsCorrupt() throws Exception {
    GarbageStream stream = new GarbageStream(rig, 5000, 60, 3);
    stream.send();
    try (LineageFeed feed = rig.feed(MODEL)) {
      CheckpointAnnouncement corrupt = killInMidStream(feed, stream.size());
      CheckpointAnnouncement before =
          feed.lineage().ancestry(corrupt.getParents().get(0)).stream()
              .reduce((older, newer) -> newer)
              .orElseThrow();
      flipAByte(Path.of(URI.create(corrupt.getUri())).resolve("model.safetensors"));
      String log = runToTheEnd(feed, stream.size());

      assertThat(log.lines())
          .as("what the trainer says")
          .anySatisfy(
              line ->
                  assertThat(line)
                      .contains("ERROR", "Version " + corrupt.getVersion() + " cannot be loaded")
                      .contains(corrupt.getUri(), "the version before is tried")
                      .contains("model.safetensors"));
      assertThat(heir(feed, corrupt).getParents()).containsExactly(before.getVersion());
      assertThat(heir(feed, corrupt).getVersion()).isEqualTo(corrupt.getVersion() + 1);
      assertThat(feed.lineage().ancestry(feed.newest().getVersion()))
          .contains(before)
          .doesNotContain(corrupt);
      assertWhole(feed, stream.size());
      assertLettersAndRows(feed, stream);
    }
  }

  @Test
  void shouldAnnounceWhatItHasDoneWhereItIsToldToEnd() throws Exception {
    int records = 20_000;
    rig.sendExamples(records, 4);
    try (LineageFeed feed = rig.feed(MODEL)) {
      endInMidStream(feed, settings(Map.of()), () -> feed.trainedThrough() > 0);

      assertThat(feed.stepsAhead()).as("steps that never happened").isZero();
      assertThat(feed.trainedThrough()).isPositive().isLessThan(records);
      assertGoesOn(feed);
    }
  }

  @Test
  void shouldEndInTimeWhereABlockTakesLong() throws Exception {
    rig.sendExamples(3_000, 5);
    Map<String, String> settings =
        settings(
            Map.of(
                TrainerConfig.MODEL_SIZE, "small",
                TrainerConfig.BATCH_TOKENS, "4096",
                TrainerConfig.BLOCK_RECORDS, "750"));
    try (LineageFeed feed = rig.feed(MODEL)) {
      String log = endInMidStream(feed, settings, () -> feed.journaledSteps() > 0);

      assertThat(log).contains("no time for a last checkpoint");
      assertThat(feed.stepsAhead()).as("steps that never happened").isPositive();
      assertThat(feed.newest().getVersion()).isZero();
      assertGoesOn(feed);
    }
  }

  @Test
  void shouldFailWhereItIsToldToEndWhileItsFolderCannotBeWritten() throws Exception {
    Path store = folder.resolve("checkpoints");
    try (LineageFeed feed = rig.feed(MODEL);
        CommandProcess trainer = CommandProcess.start(folder, settings(Map.of()), "train")) {
      feed.await(trainer, "version 0", () -> !feed.announcements().isEmpty());
      Files.move(store, folder.resolve("away"));
      Files.writeString(store, "a file in place of the folder");
      rig.sendExamples(500, 6);
      trainer.awaitLog("Cannot store version");
      trainer.terminate();

      assertThat(trainer.awaitEnd(Duration.ofSeconds(10))).as(trainer::log).isTrue();
      assertThat(trainer.exitCode()).as(trainer::log).isEqualTo(1);
      assertThat(trainer.log().lines())
          .filteredOn(line -> line.startsWith("headwater: "))
          .singleElement(InstanceOfAssertFactories.STRING)
          .contains("lost and will be learned again", "cannot be stored: " + store, "MB free");
    }
  }

  /** What the command is given, with the time to end that it has where nothing is said. */
  private Map<String, String> settings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(config.originalsStrings());
    settings.remove(TrainerConfig.STOP_TIMEOUT_MS);
    settings.putAll(more);
    return settings;
  }

  /** Tells a trainer to end once something is reached; returns what it has said. */
  private String endInMidStream(
      LineageFeed feed, Map<String, String> settings, BooleanSupplier reached) throws Exception {
    try (CommandProcess trainer = CommandProcess.start(folder, settings, "train")) {
      feed.await(
          trainer,
          "something to lose",
          () -> !feed.announcements().isEmpty() && reached.getAsBoolean());
      assertEndsInTime(trainer);
      feed.look();
      return trainer.log();
    }
  }

  /** Within the ten seconds a container's runtime waits before it kills. */
  private static void assertEndsInTime(CommandProcess process) throws InterruptedException {
    long begun = System.nanoTime();
    process.terminate();
    assertThat(process.awaitEnd(Duration.ofSeconds(10))).as(process::log).isTrue();
    LOG.info("Ended in {} ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    assertThat(process.exitCode()).isEqualTo(128 + 15);
    assertThat(process.log()).doesNotContain(" ERROR ");
  }

  /** The next trainer goes on from the newest version, and learns what that has not. */
  private void assertGoesOn(LineageFeed feed) throws Exception {
    CheckpointAnnouncement left = feed.newest();
    long through = feed.trainedThrough();
    try (CommandProcess trainer = CommandProcess.start(folder, settings(Map.of()), "train")) {
      feed.awaitTrainedThrough(trainer, through + 500);
    }
    assertThat(heir(feed, left).getParents()).containsExactly(left.getVersion());
    assertThat(heir(feed, left).getEpoch()).isEqualTo(left.getEpoch() + 1);
    TrainerRig.assertEveryOffsetOnce(feed.lineage(), feed.newest());
  }

  /**
   * Kills a trainer in mid-stream, once more where it has just announced all that it had done;
   * returns the newest version.
   */
  private CheckpointAnnouncement killInMidStream(LineageFeed feed, int records) throws Exception {
    do {
      try (CommandProcess trainer =
          CommandProcess.start(folder, config.originalsStrings(), "train")) {
        feed.awaitMidStream(trainer, records / 4);
        trainer.kill();
      }
      feed.look();
    } while (feed.stepsAhead() == 0);
    int journaled = JournaledOffsets.of(feed.journal()).all().size();
    LOG.info(
        "Killed at {} of {} offsets announced and {} journaled, {} versions, {} steps ahead",
        feed.trainedThrough(),
        records,
        journaled,
        feed.announcements().size(),
        feed.stepsAhead());
    assertThat(feed.announcements()).hasSizeGreaterThan(2);
    assertThat(feed.stepsAhead()).as("steps that never happened").isPositive();
    assertThat(feed.trainedThrough()).as("offsets announced").isGreaterThan(records / 5);
    assertThat(journaled).as("offsets journaled").isLessThan(records * 4 / 5);
    return feed.newest();
  }

  /** Runs a trainer until it has passed all records; returns what it has said. */
  private String runToTheEnd(LineageFeed feed, int records) throws Exception {
    try (CommandProcess trainer =
        CommandProcess.start(folder, config.originalsStrings(), "train")) {
      feed.awaitTrainedThrough(trainer, records);
      return trainer.log();
    }
  }

  /** The first version announced after another. */
  private static CheckpointAnnouncement heir(LineageFeed feed, CheckpointAnnouncement version) {
    return feed.announcements().stream()
        .filter(announced -> announced.getVersion() > version.getVersion())
        .findFirst()
        .orElseThrow();
  }

  /** Each offset occurs once in the newest version's journal, and each step, and was applied. */
  private static void assertWhole(LineageFeed feed, int records) {
    CheckpointAnnouncement newest = feed.newest();
    List<JournalEntry> entries = feed.lineage().entries(newest.getVersion());
    TrainerRig.assertEveryOffsetOnce(feed.lineage(), newest);
    assertThat(JournaledOffsets.of(entries).all()).hasSize(records);
    List<TrainingStep> steps =
        entries.stream()
            .map(JournalEntry::getBody)
            .filter(TrainingStep.class::isInstance)
            .map(TrainingStep.class::cast)
            .toList();
    assertThat(steps).allMatch(TrainingStep::getApplied);
    assertThat(steps.stream().map(TrainingStep::getStep))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, newest.getStep()).boxed().toList());
  }

  private void assertLettersAndRows(LineageFeed feed, GarbageStream stream) {
    List<Letter> letters = letters();
    assertThat(letters).as("dead letters").doesNotHaveDuplicates();
    assertThat(Set.copyOf(letters)).as("dead letters").isEqualTo(stream.letters());
    JournaledOffsets journaled =
        JournaledOffsets.of(feed.lineage().entries(feed.newest().getVersion()));
    assertThat(Set.copyOf(journaled.trained())).as("rows").isEqualTo(stream.good());
    assertThat(Set.copyOf(journaled.skipped())).as("skipped").isEqualTo(stream.skipped());
  }

  private List<Letter> letters() {
    return rig.readBytes(rig.topics.deadLetters()).stream().map(TrainProcessIT::letter).toList();
  }

  private static Letter letter(ConsumerRecord<byte[], byte[]> message) {
    return new Letter(
        new String(message.key(), StandardCharsets.UTF_8),
        ByteBuffer.wrap(message.value()),
        header(message, DeadLetter.REASON),
        new Place(
            header(message, DeadLetter.TOPIC),
            Integer.parseInt(header(message, DeadLetter.PARTITION)),
            Long.parseLong(header(message, DeadLetter.OFFSET))));
  }

  private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
    return DeadLetter.textOf(message.headers(), name).orElseThrow();
  }

  private static void flipAByte(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }
}
