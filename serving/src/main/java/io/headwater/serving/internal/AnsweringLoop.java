package io.headwater.serving.internal;

import io.headwater.model.serving.LiveModel;
import io.headwater.schemas.PredictionRequest;
import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.health.Pulse;
import io.headwater.service.retry.Backoff;
import io.headwater.service.topic.ServingTopics;
import io.headwater.service.topic.TopicSetup;
import io.headwater.serving.ServingConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers in one session after the other until closed, so that no failure ends the service. */
public final class AnsweringLoop {
  private static final Logger log = LoggerFactory.getLogger(AnsweringLoop.class);
  private static final Duration LOOK = Duration.ofMillis(200);

  private final ServingConfig config;
  private final TopicCatalogue.Partitions partitions;
  private final String instance;
  private final SchemaRegistry registry;
  private final LiveModel live;
  private final Supplier<OptionalLong> newest;
  private final Tally tally;
  private final CountDownLatch closed;
  private final Pulse pulse = new Pulse(Pulse.LONGEST_TURN);
  private volatile boolean ready;

  /**
   * Prepares; {@link #run} answers.
   *
   * @param partitions partitions of the requests topic where it is new
   * @param instance name that no other instance of the group has
   * @param newest newest version announced
   * @param closed reaches zero when the loop is to end
   */
  public AnsweringLoop(
      ServingConfig config,
      TopicCatalogue.Partitions partitions,
      String instance,
      SchemaRegistry registry,
      LiveModel live,
      Supplier<OptionalLong> newest,
      Tally tally,
      CountDownLatch closed) {
    this.config = config;
    this.partitions = partitions;
    this.instance = instance;
    this.registry = registry;
    this.live = live;
    this.newest = newest;
    this.tally = tally;
    this.closed = closed;
  }

  /** Returns whether the topics are there. */
  public boolean ready() {
    return ready;
  }

  /** Returns whether requests are asked for and answered without failure. */
  public boolean polling() {
    return pulse.isAlive();
  }

  /**
   * Answers until closed.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public void run() throws InterruptedException {
    Optional<Integer> largestLetter =
        TopicSetup.await(
            () -> ServingTopics.admin(config),
            admin -> ServingTopics.ensure(admin, config.topics(), partitions),
            closed);
    if (largestLetter.isEmpty()) {
      return;
    }
    ready = true;
    log.info(
        "Requests on {} are answered by the newest version of {}",
        config.topics().requests(),
        config.modelName());
    while (closed.getCount() > 0 && !live.awaitFirst(LOOK)) {
      log.debug("No version is in service yet");
    }
    ServingSession.Parts parts = parts(largestLetter.get());
    while (closed.getCount() > 0) {
      session(parts);
    }
  }

  private ServingSession.Parts parts(int largestLetter) {
    return new ServingSession.Parts(
        config.topics(),
        new RequestReader(
            new RecordDeserializer<>(registry, PredictionRequest.class), config.maxCharacters()),
        new Responder(live, newest),
        new RecordSerializer<>(registry),
        largestLetter,
        tally,
        pulse,
        new Backoff(closed));
  }

  private void session(ServingSession.Parts parts) {
    try (ServingClients clients = ServingClients.open(config, instance)) {
      new ServingSession(clients, parts).run(closed);
    } catch (RuntimeException e) {
      pulse.fail();
      if (closed.getCount() > 0) {
        log.warn(
            "Answering stopped; going on from the committed offsets in {}",
            parts.backoff().next(),
            e);
        parts.backoff().await();
      }
    }
  }
}
