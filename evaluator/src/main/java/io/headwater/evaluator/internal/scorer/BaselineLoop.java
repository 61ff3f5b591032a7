package io.headwater.evaluator.internal.scorer;

import io.headwater.evaluator.baseline.OnlineBaseline;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.Topics;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.health.Heartbeat;
import io.headwater.service.retry.Backoff;
import io.headwater.service.retry.Closing;
import io.headwater.service.retry.Retry;
import io.headwater.service.topic.TopicFollower;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tests baselines in one session after another until closed, so that no failure ends it. */
final class BaselineLoop implements Runnable, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BaselineLoop.class);
  private static final Duration CATCH_UP = Duration.ofMillis(200);

  private final ScorerClients clients;
  private final TopicFollower<?> specifications;
  private final Serializer<Prediction> serializer;
  private final BaselineSession.Parts parts;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Optional<Throwable> failure = Optional.empty();

  /**
   * Makes a loop that tests nothing yet; call {@link #run} to start.
   *
   * @param specifications follows the tasks' specifications into {@code tasks}
   */
  BaselineLoop(
      ScorerSettings settings,
      Topics topics,
      SchemaRegistry registry,
      ScorerClients clients,
      TopicFollower<?> specifications,
      TaskSpecs tasks,
      List<OnlineBaseline> baselines) {
    this.clients = clients;
    this.specifications = specifications;
    this.serializer = new RecordSerializer<>(registry);
    this.parts =
        new BaselineSession.Parts(
            topics,
            settings.model(),
            new ExampleIntake(
                topics,
                new RecordDeserializer<>(registry, LabeledExample.class),
                tasks,
                settings.taskWait()),
            baselines,
            new HashMap<>(),
            new Heartbeat(Heartbeat.LONGEST_TURN),
            Retry.USUAL.backoff(Closing.of(closed)));
  }

  /** Returns whether examples are polled for and answered without failures. */
  boolean isTesting() {
    return parts.heartbeat().isAlive();
  }

  /** Returns the failure that ended the loop, if anything but {@link #close} did. */
  Optional<Throwable> failure() {
    return failure;
  }

  @Override
  public void run() {
    try {
      while (closed.getCount() > 0 && !specifications.awaitCaughtUp(CATCH_UP)) {
        log.debug("Waiting for the tasks");
      }
      boolean goesOn = true;
      while (goesOn && closed.getCount() > 0) {
        goesOn = session();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      log.error("The baselines ended", e);
      failure = Optional.of(e);
    }
  }

  /** Tests until something fails; returns whether to try again. */
  private boolean session() {
    Backoff backoff = parts.backoff();
    try (Admin admin = clients.admin();
        Producer<byte[], byte[]> producer = clients.baselineProducer();
        Consumer<byte[], byte[]> consumer = clients.baselineConsumer()) {
      new BaselineSession(consumer, producer, serializer, new TopicIds(admin), parts).run(closed);
      return true;
    } catch (RuntimeException e) {
      parts.heartbeat().fail();
      return backoff.pause("test the baselines", e); // resumes at the committed offsets
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
