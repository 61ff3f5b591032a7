package io.headwater.evaluator.internal.scorer;

import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.Topics;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.topic.TopicFollower;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.Serializer;

/** Runs one session after another until closed, so that no failure ends the scoring. */
public final class ScorerLoop implements Runnable, AutoCloseable {
  private final ScorerClients clients;
  private final Knowledge knowledge;
  private final Serializer<Prediction> serializer;
  private final ScorerSession.Parts parts;
  private final MissedExamples missed = new MissedExamples(System::nanoTime);
  private final SessionLoop loop = new SessionLoop("score examples");

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
            loop.heartbeat(),
            loop.backoff());
  }

  /** Returns whether examples are polled for and scored without failures. */
  public boolean scoring() {
    return loop.heartbeat().isAlive();
  }

  /** Returns the failure that ended the scoring, if anything but {@link #close} did. */
  public Optional<Throwable> failure() {
    return loop.failure();
  }

  @Override
  public void run() {
    try {
      loop.run(knowledge.followers(), this::session);
    } finally {
      missed.say();
      knowledge.versions().close();
    }
  }

  private void session(CountDownLatch closed) {
    try (Admin admin = clients.admin();
        Producer<byte[], byte[]> producer = clients.predictionProducer();
        Consumer<byte[], byte[]> consumer = clients.exampleConsumer()) {
      new ScorerSession(consumer, producer, serializer, new TopicIds(admin), parts).run(closed);
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
