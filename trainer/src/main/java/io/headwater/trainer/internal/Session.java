package io.headwater.trainer.internal;

import io.headwater.model.checkpoint.CheckpointRetention;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.model.checkpoint.CheckpointStores;
import io.headwater.schemas.BrokerAnswers;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.JournalEntry;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.Promotion;
import io.headwater.schemas.RollingMetric;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.Topics;
import io.headwater.schemas.TrainerEventType;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.topic.TopicFollower;
import io.headwater.service.topic.TopicReader;
import io.headwater.trainer.ComputeConfig;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.TrainerStatus.State;
import io.headwater.trainer.internal.assembly.BlockAssembler;
import io.headwater.trainer.internal.assembly.ExampleReader;
import io.headwater.trainer.internal.assembly.InOrder;
import io.headwater.trainer.internal.assembly.ModulePlanner;
import io.headwater.trainer.internal.assembly.PendingLabels;
import io.headwater.trainer.internal.assembly.TaskRegistry;
import io.headwater.trainer.internal.batch.Batcher;
import io.headwater.trainer.internal.batch.StepSeeds;
import io.headwater.trainer.internal.checkpoint.Announcer;
import io.headwater.trainer.internal.checkpoint.CanaryMaker;
import io.headwater.trainer.internal.checkpoint.CheckpointCollector;
import io.headwater.trainer.internal.checkpoint.CheckpointWriter;
import io.headwater.trainer.internal.checkpoint.CutPolicy;
import io.headwater.trainer.internal.checkpoint.Recovery;
import io.headwater.trainer.internal.discovery.Discovery;
import io.headwater.trainer.internal.journal.Journal;
import io.headwater.trainer.internal.leadership.Leadership;
import io.headwater.trainer.internal.stream.BlockBuffer;
import io.headwater.trainer.internal.stream.PartitionPoller;
import io.headwater.trainer.weighting.LiveWeighting;
import io.headwater.trainer.weighting.TaskWeighting;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of a trainer: waits to lead, resumes, learns, ends. Hand-written wiring; {@link #run} is
 * the step thread's.
 */
public final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final Duration CLOSE = Duration.ofMillis(500);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final int MOST_ASSEMBLERS = 8;

  private final TrainerConfig config;
  private final Topics topics;
  private final String model;
  private final ComputeConfig compute;
  private final Clients clients;
  private final Lifecycle lifecycle;
  private final StatusBoard board;
  private final Patience patience;
  private final Clock clock = Clock.systemUTC();
  private final Resources resources = new Resources();
  private volatile boolean closing;

  /** Makes a session that has not begun. */
  public Session(
      TrainerConfig config, ComputeConfig compute, Lifecycle lifecycle, StatusBoard board) {
    this.config = config;
    this.topics = config.topics();
    this.model = config.modelName();
    this.compute = compute;
    this.clients = new Clients(config);
    this.lifecycle = lifecycle;
    this.board = board;
    this.patience = new Patience(lifecycle);
  }

  /** Runs until told to stop, or until something fails. */
  public void run() {
    try (resources) {
      runReportingFailure(); // before the threads are joined: it is what makes them stop
      closing = true;
      boolean unused = Thread.interrupted(); // clients would not close in peace
    }
    LOG.info("Trainer of model {} stopped: {}", model, board.status());
    board.enter(lifecycle.failure().isPresent() ? State.FAILED : State.CLOSED);
  }

  /** Returns whether the work is over and what it needed is being closed. */
  public boolean isClosing() {
    return closing;
  }

  private void runReportingFailure() {
    try {
      lead();
    } catch (Patience.StoppedException e) {
      LOG.debug("Stopped before there was anything to finish", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      lifecycle.fail(e);
    } catch (Exception | Error e) {
      lifecycle.fail(e);
    }
  }

  private void lead() throws Exception {
    SchemaRegistry registry = resources.add(config.openRegistry());
    Admin admin = patience.untilAnswered("looking for the brokers", clients::admin);
    resources.add(() -> admin.close(CLOSE));
    ensureTopics(admin);
    Leadership leadership =
        resources.add(
            new Leadership(
                clients.leadership(), topics.journal(), lifecycle::isOver, lifecycle::fail));
    board.enter(State.STANDBY);
    LOG.info("Standing by until no other trainer leads model {}", model);
    while (!leadership.await(LOOK)) {
      board.turned();
      if (!lifecycle.isRunning()) {
        return;
      }
    }
    board.enter(State.RECOVERING);
    train(registry, admin, leadership);
  }

  private void train(SchemaRegistry registry, Admin admin, Leadership leadership) throws Exception {
    int largestLetter =
        patience.untilAnswered(
            "asking for the largest dead letter",
            () -> TopicCatalogue.largestDeadLetter(admin, topics));
    Announcer announcer =
        resources.add(
            new Announcer(
                clients.announcements(),
                new RecordSerializer<>(registry),
                topics,
                model,
                largestLetter,
                leadership::membership,
                lifecycle::isOver));
    announcer.fenceOthers();
    // Only now: an earlier trainer can announce nothing more.
    Map<Long, CheckpointAnnouncement> announced =
        patience.untilAnswered("reading announcements", () -> announcements(registry));
    int epoch =
        patience.untilAnswered(
            "reading the journal",
            () ->
                EpochClaim.next(
                    model,
                    announced.values(),
                    () -> reader(registry, JournalEntry.class, topics.journal())));

    String clusterId =
        patience.untilAnswered("asking for the cluster's id", () -> clusterId(admin));
    CheckpointStore store = resources.add(CheckpointStores.open(config));
    LoadedModel loaded = resources.add(load(store, announced, clusterId));
    Resumption from = loaded.from();

    Journal journal =
        resources.add(
            new Journal(
                clients.journal(),
                new RecordSerializer<>(registry),
                topics.journal(),
                model,
                epoch,
                from.sequence(),
                clock,
                lifecycle::fail));
    TaskWeighting weighting = config.weighting().create();
    ShapingSettings.restore(weighting, from.trainerState());
    ShapingSettings shaping = new ShapingSettings(config, compute, from.trainerState());
    TaskStates states = new TaskStates(from.trainerState());
    journalStart(journal, loaded, shaping);

    Optional<LiveWeighting> live =
        weighting instanceof LiveWeighting found ? Optional.of(found) : Optional.empty();
    QualityBoard quality = new QualityBoard(model);
    StepSeeds seeds = new StepSeeds(shaping.seed());
    StepRunner runner =
        new StepRunner(
            loaded.learner(),
            weighting,
            live.<BetweenBlocks>map(strategy -> new LiveQuality(strategy, quality, journal))
                .orElse(BetweenBlocks.NOTHING),
            config.optimizer().schedule(),
            config.optimizer().clipNorm(),
            seeds,
            journal,
            board);
    CutMaker cuts =
        resources.add(
            new CutMaker(
                new CutMaker.Identity(model, clusterId, epoch),
                loaded.learner(),
                journal,
                () -> {
                  Map<String, String> state = new TreeMap<>(shaping.store(weighting));
                  state.putAll(states.store());
                  return state;
                },
                writer(registry, store, loaded, journal, announcer, announced),
                new CutPolicy(
                    config.getLong(TrainerConfig.CHECKPOINT_STEPS),
                    config.millis(TrainerConfig.CHECKPOINT_INTERVAL_MS),
                    config.getLong(TrainerConfig.DEAD_LETTER_BYTES),
                    config.getDouble(TrainerConfig.CHECKPOINT_SHARE)),
                from,
                patience.untilAnswered(
                    "reading the journal",
                    () ->
                        PublishedLetters.ahead(
                            model,
                            from,
                            announced.values(),
                            () -> reader(registry, JournalEntry.class, topics.journal()))),
                board,
                lifecycle));
    WorkQueue queue = new WorkQueue(config.getInt(TrainerConfig.BATCH_QUEUE), lifecycle);
    StepLoop loop =
        new StepLoop(
            queue,
            loaded.learner(),
            runner,
            cuts,
            journal,
            states,
            shaping.seed(),
            board,
            lifecycle);

    TopicReader<TaskSpec> specs =
        patience.untilAnswered(
            "reading tasks", () -> reader(registry, TaskSpec.class, topics.tasks()));
    Discovery discovery = resources.add(new Discovery(admin, topics, specs));
    patience.untilAnswered("looking for tasks", discovery::look);
    TaskRegistry tasks =
        new TaskRegistry(
            new ModulePlanner(loaded.learner().config(), loaded.tokenizer()),
            loaded.learner().tasks(),
            PendingLabels.restore(from.trainerState()));
    // The first version knows every task specified by now, so that it can answer at once.
    tasks.update(discovery.latest().specs()).forEach(loop::change);
    if (from.parents().isEmpty()) {
      cuts.cut();
      cuts.await();
    }
    if (lifecycle.isOver()) {
      return;
    }

    BlockBuffer buffer =
        new BlockBuffer(
            config.getInt(TrainerConfig.BLOCK_RECORDS),
            config.millis(TrainerConfig.BLOCK_WAIT_MS).toNanos());
    PartitionPoller poller = new PartitionPoller(clients.examplesReader(), buffer);
    AssembleLoop assemble =
        new AssembleLoop(
            discovery,
            buffer,
            new PartitionManager(
                buffer, poller, tasks, config.millis(TrainerConfig.TASK_WAIT_MS), from.positions()),
            tasks,
            new BlockAssembler(
                topics,
                tasks,
                new ExampleReader(
                    new RecordDeserializer<>(registry, LabeledExample.class), loaded.tokenizer()),
                new Batcher(config.getInt(TrainerConfig.BATCH_TOKENS)),
                seeds,
                resources.add(new InOrder(assemblers())),
                from.step()),
            queue,
            lifecycle);
    board.resumed(
        epoch,
        from.step(),
        announced.isEmpty() ? OptionalLong.of(0) : OptionalLong.of(from.nextVersion() - 1),
        () -> cuts.lag(poller.ends()));
    board.enter(State.TRAINING);

    Workers workers = resources.add(new Workers(lifecycle));
    workers.start("trainer-poll", () -> poller.run(() -> !lifecycle.isRunning()));
    workers.start("trainer-assemble", assemble::run);
    workers.start(
        "trainer-discovery",
        () ->
            discovery.run(
                config.millis(TrainerConfig.DISCOVERY_INTERVAL_MS), () -> !lifecycle.isRunning()));
    if (live.isPresent()) {
      TopicFollower<RollingMetric> follower =
          resources.add(
              new TopicFollower<>(
                  topics.metrics(),
                  () -> reader(registry, RollingMetric.class, topics.metrics()),
                  quality));
      workers.start("trainer-metrics", follower::run);
    }
    loop.run();
  }

  /** On few processors, the step needs them all. */
  private static int assemblers() {
    return Math.max(1, Math.min(MOST_ASSEMBLERS, Runtime.getRuntime().availableProcessors() / 4));
  }

  private void ensureTopics(Admin admin) throws Exception {
    patience.untilAnswered(
        "creating topics",
        () -> {
          TopicCatalogue.ensure(
              admin,
              topics,
              List.of(
                  topics.tasks(),
                  topics.journal(),
                  topics.checkpoints(),
                  topics.channels(),
                  topics.deadLetters()));
          return true;
        });
  }

  private static String clusterId(Admin admin) throws InterruptedException {
    try {
      return admin.describeCluster().clusterId().get();
    } catch (ExecutionException e) {
      throw BrokerAnswers.failure(e);
    }
  }

  private Map<Long, CheckpointAnnouncement> announcements(SchemaRegistry registry) {
    Map<Long, CheckpointAnnouncement> announced = new TreeMap<>();
    try (TopicReader<CheckpointAnnouncement> reader =
        reader(registry, CheckpointAnnouncement.class, topics.checkpoints())) {
      reader.readToEnd().stream()
          .flatMap(entry -> entry.value().stream())
          .filter(announcement -> announcement.getModel().equals(model))
          .forEach(announcement -> announced.put(announcement.getVersion(), announcement));
    }
    return announced;
  }

  private LoadedModel load(
      CheckpointStore store, Map<Long, CheckpointAnnouncement> announced, String clusterId)
      throws Exception {
    ModelLoader loader = new ModelLoader(config, compute.settings(), clusterId);
    long nextVersion = announced.keySet().stream().mapToLong(v -> v).max().orElse(-1) + 1;
    Optional<LoadedModel> loaded =
        new Recovery(store)
            .newest(announced.values(), (announcement, folder) -> loader.load(folder, nextVersion));
    return loaded.isPresent() ? loaded.get() : loader.create();
  }

  private CheckpointWriter writer(
      SchemaRegistry registry,
      CheckpointStore store,
      LoadedModel loaded,
      Journal journal,
      Announcer announcer,
      Map<Long, CheckpointAnnouncement> announced)
      throws Exception {
    TopicReader<Promotion> channels =
        resources.add(
            patience.untilAnswered(
                "reading channels", () -> reader(registry, Promotion.class, topics.channels())));
    CheckpointCollector collector =
        new CheckpointCollector(
            store,
            new CheckpointRetention(config.getInt(TrainerConfig.CHECKPOINT_KEEP)),
            channels,
            model,
            announced.values());
    return new CheckpointWriter(
        loaded.learner().config(),
        loaded.tokenizer().json(),
        store,
        new CanaryMaker(compute.settings().device(), loaded.learner().config()),
        journal,
        announcer,
        clock,
        announcement -> {
          board.announced(announcement.getVersion());
          collector.collect(announcement);
        });
  }

  /** The entry claims the epoch, so it has to be on the topic before anything else is done. */
  private void journalStart(Journal journal, LoadedModel loaded, ShapingSettings shaping)
      throws Exception {
    Resumption from = loaded.from();
    Map<String, String> details = new TreeMap<>(shaping.settings());
    details.putAll(loaded.origin());
    from.parents().forEach(version -> details.put("version", Long.toString(version)));
    patience.untilAnswered(
        "writing the journal",
        () -> {
          journal.append(TrainerEventType.STARTED, "", details);
          return true;
        });
    shaping.forEachChange(
        from.trainerState(),
        (key, change) -> journal.append(TrainerEventType.CONFIGURATION_CHANGED, key, change));
    journal.flush();
  }

  private <T extends SpecificRecord> TopicReader<T> reader(
      SchemaRegistry registry, Class<T> type, String topic) {
    return new TopicReader<>(
        clients.controlReader(), new RecordDeserializer<>(registry, type), topic);
  }
}
