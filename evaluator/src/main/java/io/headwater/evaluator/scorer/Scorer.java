package io.headwater.evaluator.scorer;

import io.headwater.evaluator.baseline.Baselines;
import io.headwater.evaluator.scorer.internal.Announcements;
import io.headwater.evaluator.scorer.internal.LoadedVersions;
import io.headwater.evaluator.scorer.internal.Scoreboard;
import io.headwater.evaluator.scorer.internal.ScorerLoop;
import io.headwater.evaluator.scorer.internal.TaskBook;
import io.headwater.evaluator.scorer.internal.TopicFollower;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.Topics;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.schemas.serde.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores examples with versions that have not trained on them, and writes the predictions.
 *
 * <p>Predictions and offsets are committed in one transaction: every example is scored once,
 * whatever fails. Two threads, started by the constructor: one follows announcements and task
 * specifications, one scores.
 */
public final class Scorer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Scorer.class);

  private final String model;
  private final Announcements announcements = new Announcements();
  private final TaskBook tasks = new TaskBook();
  private final Scoreboard scoreboard = new Scoreboard();
  private final SampleRate sample;
  private final LoadedVersions versions;
  private final TopicFollower follower;
  private final ScorerLoop loop;
  private final Thread followerThread;
  private final Thread scorerThread;

  /**
   * Starts scoring.
   *
   * @param settings how the scorer paces itself
   * @param topics names of the topics, which must be there
   * @param registry the schema registry, which stays open
   * @param loader makes models of announcements
   * @param clients makes the Kafka clients
   */
  public Scorer(
      ScorerSettings settings,
      Topics topics,
      SchemaRegistry registry,
      ServedModelLoader loader,
      ScorerClients clients) {
    this.model = settings.model();
    this.sample = new SampleRate(settings.lagRecords());
    this.versions = new LoadedVersions(announcements, loader);
    this.follower =
        new TopicFollower(
            clients::followingConsumer,
            Map.of(
                topics.checkpoints(), announcementsHandler(registry),
                topics.tasks(), tasksHandler(registry)));
    this.loop =
        new ScorerLoop(
            settings,
            topics,
            registry,
            clients,
            new ScorerLoop.Knowledge(follower, announcements, tasks, versions, sample, scoreboard),
            settings.baselines() ? Baselines.all() : List.of());
    this.followerThread = new Thread(follower, "evaluator-follower");
    this.scorerThread = new Thread(loop, "evaluator-scorer");
    followerThread.setDaemon(true);
    scorerThread.setDaemon(true);
    followerThread.start();
    scorerThread.start();
  }

  /** Returns the metrics a task's specification names; empty where it names none or is unknown. */
  public List<String> metricsOf(String task) {
    return tasks.of(task).map(TaskSpec::getMetrics).orElse(List.of());
  }

  /** Returns the model's scored examples by task. */
  public Map<String, Long> scored() {
    return scoreboard.scored();
  }

  /** Returns the examples that were not scored, by reason. */
  public Map<SkipReason, Long> skipped() {
    return scoreboard.skipped();
  }

  /** Returns the share of examples that is scored. */
  public double sampleRate() {
    return sample.rate();
  }

  /** Returns the version that scored last, by partition such as {@code headwater.examples.a-0}. */
  public Map<String, Long> versionByPartition() {
    return scoreboard.versions();
  }

  /** Returns the versions in memory, in ascending order. */
  public List<Long> loadedVersions() {
    return List.copyOf(versions.versions());
  }

  /** Returns the newest version announced. */
  public OptionalLong newestVersion() {
    return announcements.newest();
  }

  /** Returns the versions that were refused, in ascending order. */
  public List<Long> refusedVersions() {
    return List.copyOf(announcements.refused());
  }

  /** Returns how often a newer version took over. */
  public long swaps() {
    return versions.swaps();
  }

  /** Returns the median over scored examples of newest version less scoring version, or NaN. */
  public double medianVersionLag() {
    return scoreboard.medianLag();
  }

  /** Returns whether the scoring thread is running. */
  public boolean isAlive() {
    return scorerThread.isAlive();
  }

  /** Returns what ended the scoring, where anything but {@link #close} did. */
  public Optional<Throwable> failure() {
    return loop.failure();
  }

  private TopicFollower.Handler announcementsHandler(SchemaRegistry registry) {
    Deserializer<CheckpointAnnouncement> deserializer =
        new RecordDeserializer<>(registry, CheckpointAnnouncement.class);
    String prefix = model + ":";
    return record -> {
      String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
      if (record.value() == null && key.startsWith(prefix)) {
        versionOf(key.substring(prefix.length())).ifPresent(announcements::withdraw);
      }
      read(deserializer, record)
          .filter(announcement -> announcement.getModel().equals(model))
          .ifPresent(announcements::announce);
    };
  }

  private TopicFollower.Handler tasksHandler(SchemaRegistry registry) {
    Deserializer<TaskSpec> deserializer = new RecordDeserializer<>(registry, TaskSpec.class);
    return record -> {
      if (record.value() == null && record.key() != null) {
        tasks.forget(new String(record.key(), StandardCharsets.UTF_8));
      }
      read(deserializer, record).ifPresent(tasks::put);
    };
  }

  private static OptionalLong versionOf(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static <T> Optional<T> read(
      Deserializer<T> deserializer, ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.ofNullable(deserializer.deserialize(record.topic(), record.value()));
    } catch (UnreadableRecordException e) {
      log.warn(
          "Passing over offset {} of {}-{}: {}",
          record.offset(),
          record.topic(),
          record.partition(),
          e.getMessage());
      return Optional.empty();
    }
  }

  /** Stops both threads and closes the loaded versions; what is not committed is scored again. */
  @Override
  public void close() {
    loop.close();
    follower.close();
    try {
      scorerThread.join();
      followerThread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
