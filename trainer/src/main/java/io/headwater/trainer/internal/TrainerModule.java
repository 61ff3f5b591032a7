package io.headwater.trainer.internal;

import io.headwater.model.checkpoint.CheckpointRetention;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.model.checkpoint.CheckpointStores;
import io.headwater.schemas.JournalEntry;
import io.headwater.schemas.Promotion;
import io.headwater.schemas.Topics;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.service.retry.Retry;
import io.headwater.service.topic.TopicReader;
import io.headwater.trainer.ComputeConfig;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.internal.checkpoint.Announcer;
import io.headwater.trainer.internal.checkpoint.BackgroundCollector;
import io.headwater.trainer.internal.checkpoint.CanaryMaker;
import io.headwater.trainer.internal.checkpoint.CheckpointCollector;
import io.headwater.trainer.internal.checkpoint.CheckpointWriter;
import io.headwater.trainer.internal.checkpoint.CutPolicy;
import io.headwater.trainer.internal.checkpoint.ScoringBacklogs;
import io.headwater.trainer.internal.journal.Journal;
import io.headwater.trainer.internal.leadership.Leadership;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;

/**
 * Wires the parts of one session by hand: each part has a method that makes it on the first call.
 * Tests override methods to replace parts with their own.
 *
 * <p>Closing the module closes the parts in reverse order, so that each is closed before those it
 * uses. For the step thread.
 */
public class TrainerModule implements AutoCloseable {
  private static final Duration CLOSE = Duration.ofMillis(500);

  private final TrainerConfig config;
  private final ComputeConfig compute;
  private final Lifecycle lifecycle;
  private final StatusBoard board;
  private final Topics topics;
  private final String modelName;
  private final Clock clock = Clock.systemUTC();
  private final Parts parts = new Parts();

  /** Makes a module that has made no parts yet. */
  public TrainerModule(
      TrainerConfig config, ComputeConfig compute, Lifecycle lifecycle, StatusBoard board) {
    this.config = config;
    this.compute = compute;
    this.lifecycle = lifecycle;
    this.board = board;
    this.topics = config.topics();
    this.modelName = config.modelName();
  }

  @Override
  public void close() {
    parts.close();
  }

  TrainerClients clients() throws Exception {
    return parts.one(TrainerClients.class, () -> new TrainerClients(config));
  }

  SchemaRegistry registry() throws Exception {
    return parts.closeable(SchemaRegistry.class, config::openRegistry);
  }

  Admin admin() throws Exception {
    return parts.one(
        Admin.class,
        () -> {
          Admin admin =
              Retry.USUAL.call(
                  "reach the brokers", lifecycle::awaitClosing, () -> clients().admin());
          parts.add(() -> admin.close(CLOSE));
          return admin;
        });
  }

  ControlTopics controlTopics() throws Exception {
    return parts.one(
        ControlTopics.class,
        () -> new ControlTopics(topics, registry(), admin(), clients(), lifecycle::awaitClosing));
  }

  Leadership leadership() throws Exception {
    return parts.closeable(
        Leadership.class,
        () ->
            new Leadership(
                clients().leadership(), topics.journal(), lifecycle::isOver, lifecycle::fail));
  }

  Announcer announcer() throws Exception {
    return parts.closeable(
        Announcer.class,
        () -> {
          int largestLetter = controlTopics().largestDeadLetter();
          Leadership leadership = leadership();
          return new Announcer(
              clients().announcements(),
              new RecordSerializer<>(registry()),
              topics,
              modelName,
              largestLetter,
              leadership::commit,
              lifecycle);
        });
  }

  CheckpointStore store() throws Exception {
    return parts.closeable(CheckpointStore.class, () -> CheckpointStores.open(config));
  }

  /** Returns the model, after making this trainer the only one that can announce its versions. */
  RecoveredModel model() throws Exception {
    return parts.closeable(
        RecoveredModel.class,
        () ->
            new ModelRecovery(
                    modelName,
                    topics,
                    admin(),
                    controlTopics(),
                    announcer(),
                    store(),
                    clusterId -> new LearnerLoader(config, compute.settings(), clusterId),
                    lifecycle::awaitClosing)
                .recover());
  }

  Journal journal() throws Exception {
    return parts.closeable(
        Journal.class,
        () ->
            new Journal(
                clients().journal(),
                new RecordSerializer<>(registry()),
                topics.journal(),
                modelName,
                model().epoch(),
                model().from().sequence(),
                clock,
                lifecycle::fail));
  }

  PublishedDeadLetters publishedLetters() throws Exception {
    return parts.one(
        PublishedDeadLetters.class,
        () -> {
          RecoveredModel model = model();
          ControlTopics control = controlTopics();
          return Retry.USUAL.call(
              "read the journal",
              lifecycle::awaitClosing,
              () ->
                  PublishedDeadLetters.ahead(
                      modelName,
                      model.from(),
                      model.announced(),
                      () -> control.reader(JournalEntry.class, topics.journal())));
        });
  }

  CheckpointCollector collector() throws Exception {
    return parts.one(
        CheckpointCollector.class,
        () -> {
          TopicReader<Promotion> channels =
              parts.add(
                  Retry.USUAL.call(
                      "read channels",
                      lifecycle::awaitClosing,
                      () -> controlTopics().reader(Promotion.class, topics.channels())));
          return new CheckpointCollector(
              store(),
              new CheckpointRetention(
                  config.getInt(TrainerConfig.CHECKPOINT_KEEP),
                  config.getInt(TrainerConfig.CHECKPOINT_KEEP_BEHIND)),
              channels,
              new ScoringBacklogs(admin(), config.scorerGroups()),
              modelName,
              model().announced());
        });
  }

  BackgroundCollector backgroundCollector() throws Exception {
    return parts.closeable(
        BackgroundCollector.class,
        () -> new BackgroundCollector(collector()::collect, lifecycle::fail));
  }

  CutPolicy cutPolicy() throws Exception {
    return parts.one(
        CutPolicy.class,
        () ->
            new CutPolicy(
                config.getLong(TrainerConfig.CHECKPOINT_STEPS),
                config.millis(TrainerConfig.CHECKPOINT_INTERVAL_MS),
                config.millis(TrainerConfig.CHECKPOINT_MAX_INTERVAL_MS),
                config.getLong(TrainerConfig.DEAD_LETTER_BYTES),
                config.millis(TrainerConfig.DEAD_LETTER_WAIT_MS),
                config.getDouble(TrainerConfig.CHECKPOINT_SHARE)));
  }

  CheckpointWatch checkpointWatch() throws Exception {
    return parts.one(
        CheckpointWatch.class,
        () -> {
          ThreadMXBean threads = ManagementFactory.getThreadMXBean();
          CheckpointWatch watch =
              new CheckpointWatch(
                  config.checkpointStore(),
                  cutPolicy(),
                  System::nanoTime,
                  threads::getCurrentThreadCpuTime);
          board.watch(watch::trouble);
          return watch;
        });
  }

  CheckpointQueue checkpointQueue() throws Exception {
    return parts.closeable(
        CheckpointQueue.class,
        () -> {
          CheckpointCollector collector = collector();
          BackgroundCollector background = backgroundCollector();
          CheckpointWatch watch = checkpointWatch();
          CheckpointWriter writer =
              new CheckpointWriter(
                  model().learner().config(),
                  model().tokenizer().json(),
                  store(),
                  new CanaryMaker(compute.settings().device(), model().learner().config()),
                  journal(),
                  announcer(),
                  clock,
                  model().previous(),
                  collector::keptWith,
                  announcement -> {
                    board.announced(announcement.getVersion());
                    background.collect(announcement);
                  },
                  watch::enters);
          return new CheckpointQueue(writer::write, watch, board, lifecycle);
        });
  }

  /** Returns the parts that learn, once there is a model. */
  LearningModule learning() throws Exception {
    return parts.one(
        LearningModule.class,
        () -> new LearningModule(this, model(), config, compute, lifecycle, board, parts));
  }
}
