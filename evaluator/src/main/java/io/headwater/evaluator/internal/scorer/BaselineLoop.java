package io.headwater.evaluator.internal.scorer;

import io.headwater.evaluator.baseline.OnlineBaseline;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.Topics;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.topic.TopicFollower;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.Serializer;

/** Tests baselines in one session after another until closed, so that no failure ends it. */
final class BaselineLoop implements Runnable, AutoCloseable {
  private final ScorerClients clients;
  private final TopicFollower<?> specifications;
  private final Serializer<Prediction> serializer;
  private final BaselineSession.Parts parts;
  private final SessionLoop loop = new SessionLoop("test the baselines");

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
            loop.heartbeat(),
            loop.backoff());
  }

  /** Returns whether examples are polled for and answered without failures. */
  boolean isTesting() {
    return loop.heartbeat().isAlive();
  }

  /** Returns the failure that ended the loop, if anything but {@link #close} did. */
  Optional<Throwable> failure() {
    return loop.failure();
  }

  @Override
  public void run() {
    loop.run(List.of(specifications), this::session);
  }

  private void session(CountDownLatch closed) {
    try (Admin admin = clients.admin();
        Producer<byte[], byte[]> producer = clients.baselineProducer();
        Consumer<byte[], byte[]> consumer = clients.baselineConsumer()) {
      new BaselineSession(consumer, producer, serializer, new TopicIds(admin), parts).run(closed);
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
