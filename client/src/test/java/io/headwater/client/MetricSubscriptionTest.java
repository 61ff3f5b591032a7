package io.headwater.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.schemas.RollingMetric;
import io.headwater.schemas.Split;
import io.headwater.schemas.serde.InMemorySchemaRegistry;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.service.topic.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MetricSubscriptionTest {
  private static final String TOPIC = "t.metrics";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final RecordSerializer<RollingMetric> serializer = new RecordSerializer<>(registry);
  private final BlockingQueue<Double> values = new LinkedBlockingQueue<>();

  @Test
  void shouldHandOnTheNewestValueOfEachKeyThenWhatArrives() throws InterruptedException {
    MockConsumer<byte[], byte[]> consumer = consumer(5);
    consumer.schedulePollTask(
        () -> {
          consumer.addRecord(message(0, "priority", metric("main", 0.1)));
          consumer.addRecord(message(1, "tone", metric("main", 0.2)));
          consumer.addRecord(message(2, "gone", metric("main", 0.3)));
          consumer.addRecord(message(3, "priority", metric("main", 0.4)));
          consumer.addRecord(message(4, "gone", null));
        });
    consumer.schedulePollTask(() -> consumer.addRecord(message(5, "tone", metric("main", 0.5))));

    try (MetricSubscription subscription = subscribe(consumer, metric -> true, this::take)) {
      assertThat(subscription.awaitCaughtUp(Duration.ofSeconds(20))).isTrue();
      assertThat(List.of(next(), next(), next())).containsExactly(0.2, 0.4, 0.5);
    }
    assertThat(consumer.closed()).isTrue();
    assertThat(values).isEmpty();
  }

  @Test
  void shouldHandOnOnlyWhatIsWanted() throws InterruptedException {
    MockConsumer<byte[], byte[]> consumer = consumer(3);
    consumer.schedulePollTask(
        () -> {
          consumer.addRecord(message(0, "a", metric("baseline.majority", 0.1)));
          consumer.addRecord(message(1, "b", metric("main", 0.2)));
          consumer.addRecord(message(2, "c", metric("other", 0.3)));
        });

    try (MetricSubscription subscription =
        subscribe(consumer, metric -> metric.getModel().equals("main"), this::take)) {
      assertThat(subscription.awaitCaughtUp(Duration.ofSeconds(20))).isTrue();
      assertThat(values).containsExactly(0.2);
    }
  }

  @Test
  void shouldGoOnWhereTheListenerFails() throws InterruptedException {
    MockConsumer<byte[], byte[]> consumer = consumer(2);
    consumer.schedulePollTask(
        () -> {
          consumer.addRecord(message(0, "a", metric("main", 0.1)));
          consumer.addRecord(message(1, "b", metric("main", 0.2)));
        });

    try (MetricSubscription subscription =
        subscribe(
            consumer,
            metric -> true,
            metric -> {
              take(metric);
              if (metric.getValue() < 0.15) {
                throw new IllegalStateException("of the listener");
              }
            })) {
      assertThat(subscription.awaitCaughtUp(Duration.ofSeconds(20))).isTrue();
      assertThat(values).containsExactly(0.1, 0.2);
    }
  }

  @Test
  void shouldHandOnNothingOnceClosed() throws InterruptedException {
    MockConsumer<byte[], byte[]> consumer = consumer(2);
    consumer.schedulePollTask(
        () -> {
          consumer.addRecord(message(0, "a", metric("main", 0.1)));
          consumer.addRecord(message(1, "b", metric("main", 0.2)));
        });
    CountDownLatch opened = new CountDownLatch(1);
    BlockingQueue<MetricSubscription> own = new LinkedBlockingQueue<>();
    MetricSubscription subscription =
        subscribe(
            consumer,
            metric -> true,
            metric -> {
              take(metric);
              own.element().close();
              opened.countDown();
            },
            own);

    assertThat(opened.await(20, TimeUnit.SECONDS)).isTrue();
    subscription.close();
    assertThat(values).containsExactly(0.1);
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void shouldSayWhichSettingIsWrong() {
    assertThatThrownBy(() -> MetricSubscription.open(Map.of("bootstrap.server", "x:1"), this::take))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("bootstrap.server");
  }

  private MetricSubscription subscribe(
      MockConsumer<byte[], byte[]> consumer,
      Predicate<RollingMetric> wanted,
      Consumer<RollingMetric> listener) {
    return subscribe(consumer, wanted, listener, new LinkedBlockingQueue<>());
  }

  /** Subscribes; nothing is read before {@code opened} holds the subscription. */
  private MetricSubscription subscribe(
      MockConsumer<byte[], byte[]> consumer,
      Predicate<RollingMetric> wanted,
      Consumer<RollingMetric> listener,
      BlockingQueue<MetricSubscription> opened) {
    CountDownLatch ready = new CountDownLatch(1);
    MetricSubscription subscription =
        new MetricSubscription(
            TOPIC,
            () -> {
              await(ready);
              return new TopicReader<>(
                  consumer, new RecordDeserializer<>(registry, RollingMetric.class), TOPIC);
            },
            wanted,
            listener);
    opened.add(subscription);
    ready.countDown();
    return subscription;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void take(RollingMetric metric) {
    values.add(metric.getValue());
  }

  private double next() throws InterruptedException {
    Double value = values.poll(20, TimeUnit.SECONDS);
    assertThat(value).isNotNull();
    return value;
  }

  private static MockConsumer<byte[], byte[]> consumer(long end) {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    Node node = new Node(0, "localhost", 1);
    consumer.updatePartitions(
        TOPIC, List.of(new PartitionInfo(TOPIC, 0, node, new Node[] {node}, new Node[] {node})));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, end));
    return consumer;
  }

  private ConsumerRecord<byte[], byte[]> message(long offset, String key, RollingMetric value) {
    return new ConsumerRecord<>(
        TOPIC,
        0,
        offset,
        key.getBytes(StandardCharsets.UTF_8),
        value == null ? null : serializer.serialize(TOPIC, value));
  }

  private static RollingMetric metric(String model, double value) {
    return RollingMetric.newBuilder()
        .setModel(model)
        .setTask("priority")
        .setMetric("accuracy")
        .setSplit(Split.PREQUENTIAL)
        .setWindow("last-1000")
        .setWindowStart(Instant.EPOCH)
        .setWindowEnd(Instant.EPOCH)
        .setValue(value)
        .setCount(100)
        .setFirstVersion(1)
        .setLastVersion(2)
        .setPublishedAt(Instant.EPOCH)
        .build();
  }
}
