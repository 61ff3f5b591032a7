package io.headwater.evaluator.internal.scorer;

import io.headwater.evaluator.baseline.Baselines;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.Topics;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.topic.TopicFollower;
import io.headwater.service.topic.TopicReader;
import io.headwater.service.topic.TopicReader.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores examples with versions that have not trained on them, and writes the predictions.
 *
 * <p>Predictions and offsets are committed in one transaction, so every example is scored once,
 * whatever fails. The constructor starts three threads: one follows announcements, one follows task
 * specifications, and one scores. A fourth tests baselines, if they are wanted.
 */
public final class Scorer {
  private static final Logger log = LoggerFactory.getLogger(Scorer.class);

  private static final Duration FORCED = Duration.ofSeconds(20);

  private final String model;
  private final Announcements announcements = new Announcements();
  private final TaskSpecs tasks = new TaskSpecs();
  private final ScorerCounters counters = new ScorerCounters();
  private final SampleRate sample;
  private final LoadedVersions versions;
  private final List<TopicFollower<?>> followers;
  private final ScorerLoop loop;
  private final Optional<BaselineLoop> baselines;
  private final Thread scorerThread;
  private final List<Thread> threads;

  /**
   * Starts scoring.
   *
   * @param settings how the scorer paces itself
   * @param topics names of the topics, which must exist
   * @param registry the schema registry, which stays open
   * @param loader makes models from announced checkpoints
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
    TopicFollower<TaskSpec> specifications =
        follower(
            clients,
            registry,
            TaskSpec.class,
            topics.tasks(),
            entry -> entry.value().ifPresentOrElse(tasks::put, () -> tasks.forget(entry.key())));
    this.followers =
        List.of(
            follower(
                clients, registry, CheckpointAnnouncement.class, topics.checkpoints(), this::read),
            specifications);
    this.loop =
        new ScorerLoop(
            settings,
            topics,
            registry,
            clients,
            new ScorerLoop.Knowledge(followers, announcements, tasks, versions, sample, counters));
    this.baselines =
        settings.baselines()
            ? Optional.of(
                new BaselineLoop(
                    settings, topics, registry, clients, specifications, tasks, Baselines.all()))
            : Optional.empty();
    this.scorerThread = new Thread(loop, "evaluator-scorer");
    List<Thread> all = new ArrayList<>();
    followers.forEach(each -> all.add(new Thread(each, "evaluator-follower")));
    all.add(scorerThread);
    baselines.ifPresent(each -> all.add(new Thread(each, "evaluator-baselines")));
    this.threads = List.copyOf(all);
    threads.forEach(thread -> thread.setDaemon(true));
    threads.forEach(Thread::start);
  }

  /** Returns the metrics a task's specification names; empty if it names none or is unknown. */
  public List<String> metricsOf(String task) {
    return tasks.of(task).map(TaskSpec::getMetrics).orElse(List.of());
  }

  /** Returns the number of examples the model scored, by task. */
  public Map<String, Long> scored() {
    return counters.scored();
  }

  /** Returns the number of examples that were not scored, by reason. */
  public Map<SkipReason, Long> skipped() {
    return counters.skipped();
  }

  /** Returns the share of examples that is scored. */
  public double sampleRate() {
    return sample.rate();
  }

  /** Returns the version that scored last, by partition such as {@code headwater.examples.a-0}. */
  public Map<String, Long> versionByPartition() {
    return counters.versions();
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

  /**
   * Returns the median, over scored examples, of the newest version minus the scoring version, or
   * NaN before the first score.
   */
  public double medianVersionLag() {
    return counters.medianLag();
  }

  /** Returns whether examples are polled for, scored and tested on without failures. */
  public boolean isScoring() {
    return scorerThread.isAlive()
        && loop.scoring()
        && baselines.map(BaselineLoop::isTesting).orElse(true);
  }

  /** Returns the failure that ended the scoring, if anything but {@link #stop} did. */
  public Optional<Throwable> failure() {
    return loop.failure().or(() -> baselines.flatMap(BaselineLoop::failure));
  }

  /** Makes a follower of a topic, which handles existing and new records alike. */
  private static <T extends SpecificRecord> TopicFollower<T> follower(
      ScorerClients clients,
      SchemaRegistry registry,
      Class<T> type,
      String topic,
      Consumer<Entry<T>> sink) {
    return new TopicFollower<>(
        topic,
        () ->
            new TopicReader<>(
                clients.followingConsumer(), new RecordDeserializer<>(registry, type), topic),
        new TopicFollower.Sink<>() {
          @Override
          public void begin(List<Entry<T>> standing) {
            standing.forEach(this::add);
          }

          @Override
          public void add(Entry<T> arrived) {
            try {
              sink.accept(arrived);
            } catch (RuntimeException e) {
              log.warn("Passing over the record of {} on {}", arrived.key(), topic, e);
            }
          }
        });
  }

  private void read(Entry<CheckpointAnnouncement> entry) {
    String prefix = model + ":";
    if (entry.value().isEmpty() && entry.key().startsWith(prefix)) {
      versionOf(entry.key().substring(prefix.length())).ifPresent(announcements::withdraw);
    }
    entry
        .value()
        .filter(announcement -> announcement.getModel().equals(model))
        .ifPresent(announcements::announce);
  }

  private static OptionalLong versionOf(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** Asks the threads to stop; uncommitted examples will be scored again. */
  public void stop() {
    loop.close();
    baselines.ifPresent(BaselineLoop::close);
    followers.forEach(TopicFollower::close);
  }

  /**
   * Stops the threads, which close the loaded versions. Threads that have not stopped after the
   * given time, for instance because the broker is unavailable, are interrupted. A model that is
   * computing is waited for.
   */
  public void close(Duration time) {
    stop();
    try {
      join(time);
      threads.forEach(Thread::interrupt);
      join(FORCED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void join(Duration time) throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    for (Thread thread : threads) {
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
    }
  }
}
