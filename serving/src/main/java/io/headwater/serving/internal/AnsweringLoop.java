package io.headwater.serving.internal;

import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.serving.LiveModel;
import io.headwater.schemas.PredictionRequest;
import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.group.SharedGroups;
import io.headwater.service.health.Heartbeat;
import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.service.retry.Retry;
import io.headwater.service.topic.ServingTopics;
import io.headwater.service.topic.TopicSetup;
import io.headwater.serving.RequestShare;
import io.headwater.serving.ServingConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests in one session after another until closed, so that no failure ends the service.
 */
public final class AnsweringLoop {
  private static final Logger log = LoggerFactory.getLogger(AnsweringLoop.class);
  private static final Duration LOOK = Duration.ofMillis(200);

  /** How long a request waits at most while the other share is polled. */
  private static final Duration IDLE_POLL = Duration.ofMillis(20);

  private final ServingConfig config;
  private final TopicCatalogue.Partitions partitions;
  private final String instance;
  private final SchemaRegistry registry;
  private final LiveModel live;
  private final Supplier<OptionalLong> newest;
  private final ServingCounters counters;
  private final Lifecycle lifecycle;
  private final Heartbeat heartbeat = new Heartbeat(Heartbeat.LONGEST_TURN);
  private volatile boolean ready;

  /**
   * Makes a loop that answers nothing yet; call {@link #run} to start.
   *
   * @param partitions how many partitions the requests topic gets if it must be created
   * @param instance name that is unique in the group
   * @param newest supplies the newest version announced
   * @param lifecycle tells when the loop must end
   */
  public AnsweringLoop(
      ServingConfig config,
      TopicCatalogue.Partitions partitions,
      String instance,
      SchemaRegistry registry,
      LiveModel live,
      Supplier<OptionalLong> newest,
      ServingCounters counters,
      Lifecycle lifecycle) {
    this.config = config;
    this.partitions = partitions;
    this.instance = instance;
    this.registry = registry;
    this.live = live;
    this.newest = newest;
    this.counters = counters;
    this.lifecycle = lifecycle;
  }

  /** Returns whether the topics exist. */
  public boolean ready() {
    return ready;
  }

  /** Returns whether requests are polled for and answered without failures. */
  public boolean polling() {
    return heartbeat.isAlive();
  }

  /**
   * Answers requests until closed.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public void run() throws InterruptedException {
    Optional<Integer> largestLetter =
        TopicSetup.await(() -> ServingTopics.admin(config), this::setUp, lifecycle::awaitClosing);
    if (largestLetter.isEmpty()) {
      return;
    }
    ready = true;
    log.info(
        "Requests on {} that name no model or {} are answered by the newest version of {}",
        config.topics().requests(),
        config.modelName(),
        config.modelName());
    while (lifecycle.isRunning() && !live.awaitFirst(LOOK)) {
      log.debug("No version is in service yet");
    }
    ServingSession.Parts parts = parts(largestLetter.get());
    boolean goesOn = true;
    while (goesOn && lifecycle.isRunning()) {
      goesOn = session(parts);
    }
  }

  /** Creates missing topics and returns the size of the largest dead letter in bytes. */
  private int setUp(Admin admin) {
    int largestLetter = ServingTopics.ensure(admin, config.topics(), partitions);
    SharedGroups.inherit(
        admin,
        config.group(RequestShare.UNNAMED),
        config::isGroupOfModel,
        config.topics().requests()::equals);
    return largestLetter;
  }

  private ServingSession.Parts parts(int largestLetter) {
    return new ServingSession.Parts(
        config.topics().requests(),
        config.batchSize(),
        config.batchBytes(),
        new RequestReader(
            new RecordDeserializer<>(registry, PredictionRequest.class), config.maxCharacters()),
        new Responder(live, newest),
        new ReplyTopics(config.topics(), config.replyTopics(), System::nanoTime),
        new Outcomes(
            config.topics(),
            config.modelName(),
            this::version,
            new RecordSerializer<>(registry),
            largestLetter),
        counters,
        Retry.USUAL.backoff(lifecycle::awaitClosing));
  }

  private long version() {
    return live.current().map(CheckpointManifest::version).orElse(-1L);
  }

  /** Answers requests until something fails; returns whether to try again. */
  private boolean session(ServingSession.Parts parts) {
    RequestShare own = RequestShare.of(config.modelName());
    try (ServingClients shared = ServingClients.open(config, RequestShare.UNNAMED, instance);
        ServingClients named = ServingClients.open(config, own, instance)) {
      ServingSession ofAll = new ServingSession(shared, RequestShare.UNNAMED, parts);
      ServingSession ofModel = new ServingSession(named, own, parts);
      ofAll.start();
      ofModel.start();
      while (lifecycle.isRunning()) {
        ofAll.turn(IDLE_POLL);
        ofModel.turn(Duration.ZERO);
        heartbeat.beat();
      }
      return true;
    } catch (RuntimeException e) {
      heartbeat.fail();
      return parts.backoff().pause("answer requests", e); // resumes at the committed offsets
    }
  }
}
