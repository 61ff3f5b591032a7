package io.headwater.evaluator.internal.scorer;

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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one session after another until closed, so that no failure ends the scoring. */
public final class ScorerLoop implements Runnable, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ScorerLoop.class);
  private static final Duration CATCH_UP = Duration.ofMillis(200);

  private final ScorerClients clients;
  private final Knowledge knowledge;
  private final Serializer<Prediction> serializer;
  private final ScorerSession.Parts parts;
  private final MissedExamples missed = new MissedExamples(System::nanoTime);
  private final Backoff backoff;
  private final Heartbeat heartbeat = new Heartbeat(Heartbeat.LONGEST_TURN);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Optional<Throwable> failure = Optional.empty();

  /** What the scorer knows, shared with its owner. */
  public record Knowledge(
      List<TopicFollower<?>> followers,
      Announcements announcements,
      TaskSpecs tasks,
      LoadedVersions versions,
      SampleRate sample,
      ScorerCounters counters) {}

  /** Makes a loop that scores nothing yet; call {@link #run} to start. */
  public ScorerLoop(
      ScorerSettings settings,
      Topics topics,
      SchemaRegistry registry,
      ScorerClients clients,
      Knowledge knowledge) {
    this.clients = clients;
    this.knowledge = knowledge;
    this.serializer = new RecordSerializer<>(registry);
    this.backoff = Retry.USUAL.backoff(Closing.of(closed));
    this.parts =
        new ScorerSession.Parts(
            topics,
            settings.queueBytes(),
            new ScoringPolicy(
                settings,
                topics,
                new RecordDeserializer<>(registry, LabeledExample.class),
                knowledge.tasks(),
                knowledge.announcements(),
                knowledge.versions(),
                knowledge.sample()),
            new Answerer(settings, knowledge.announcements()),
            knowledge.announcements(),
            knowledge.versions(),
            knowledge.sample(),
            knowledge.counters(),
            missed,
            heartbeat,
            backoff);
  }

  /** Returns whether examples are polled for and scored without failures. */
  public boolean scoring() {
    return heartbeat.isAlive();
  }

  /** Returns the failure that ended the scoring, if anything but {@link #close} did. */
  public Optional<Throwable> failure() {
    return failure;
  }

  @Override
  public void run() {
    try {
      for (TopicFollower<?> follower : knowledge.followers()) {
        while (closed.getCount() > 0 && !follower.awaitCaughtUp(CATCH_UP)) {
          log.debug("Waiting for the announced checkpoints and tasks");
        }
      }
      boolean goesOn = true;
      while (goesOn && closed.getCount() > 0) {
        goesOn = session();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      log.error("Scoring ended", e);
      failure = Optional.of(e);
    } finally {
      missed.say();
      knowledge.versions().close();
    }
  }

  /** Scores until something fails; returns whether to try again. */
  private boolean session() {
    try (Admin admin = clients.admin();
        Producer<byte[], byte[]> producer = clients.predictionProducer();
        Consumer<byte[], byte[]> consumer = clients.exampleConsumer()) {
      new ScorerSession(consumer, producer, serializer, new TopicIds(admin), parts).run(closed);
      return true;
    } catch (RuntimeException e) {
      heartbeat.fail();
      return backoff.pause("score examples", e); // resumes at the committed offsets
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
