package io.headwater.service.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.schemas.PredictionRequest;
import io.headwater.schemas.serde.InMemorySchemaRegistry;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.RegistryUnavailableException;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.topic.TopicReader.Entry;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TopicReaderTest {
  private static final String TOPIC = "t.requests";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final RecordSerializer<PredictionRequest> serializer = new RecordSerializer<>(registry);

  @Test
  void shouldReadToTheEndPassingWhatItCannotRead() {
    MockConsumer<byte[], byte[]> consumer = consumer(0, 4);
    try (TopicReader<PredictionRequest> reader = reader(consumer, registry)) {
      consumer.addRecord(message(0, "a", bytes("a")));
      consumer.addRecord(message(1, "b", new byte[] {7}));
      consumer.addRecord(message(2, "a", null));
      consumer.addRecord(message(3, null, bytes("c")));

      assertThat(reader.readToEnd())
          .containsExactly(
              new Entry<>("a", Optional.of(request("a")), 0, 0),
              new Entry<>("a", Optional.empty(), 0, 2),
              new Entry<>("", Optional.of(request("c")), 0, 3));
      assertThat(reader.readToEnd()).isEmpty();
    }
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void shouldStartAtTheLastRecordsWhereTold() {
    MockConsumer<byte[], byte[]> consumer = consumer(0, 4);
    try (TopicReader<PredictionRequest> reader = reader(consumer, registry)) {
      for (int i = 0; i < 4; i++) {
        consumer.addRecord(message(i, "k" + i, bytes("k" + i)));
      }
      reader.skipToLast(1);

      assertThat(reader.readToEnd()).extracting(Entry::key).containsExactly("k3");
    }
  }

  @Test
  void shouldHandOverAgainWhatTheRegistryCouldNotTell() {
    AtomicInteger failures = new AtomicInteger(1);
    MockConsumer<byte[], byte[]> consumer = consumer(0, 2);
    try (TopicReader<PredictionRequest> reader =
        reader(consumer, new AwayRegistry(registry, failures))) {
      consumer.addRecord(message(0, "a", bytes("a")));
      consumer.addRecord(message(1, "b", bytes("b")));

      assertThatThrownBy(reader::readToEnd).isInstanceOf(RegistryUnavailableException.class);
      assertThat(reader.readToEnd()).extracting(Entry::key).containsExactly("a", "b");
    }
  }

  @Test
  void shouldSayThatATopicDoesNotExistAndCloseTheConsumer() {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

    assertThatThrownBy(() -> reader(consumer, registry))
        .isInstanceOf(UnknownTopicOrPartitionException.class)
        .hasMessageContaining(TOPIC);
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void shouldLeaveAnInterruptedThreadInterruptedWhenClosed() {
    MockConsumer<byte[], byte[]> consumer = consumer(0, 0);
    TopicReader<PredictionRequest> reader = reader(consumer, registry);
    Thread.currentThread().interrupt();

    reader.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void shouldFollowFromTheBeginningAgainAfterAFailure() throws Exception {
    MockConsumer<byte[], byte[]> first = consumer(0, 1);
    MockConsumer<byte[], byte[]> second = consumer(0, 1);
    AtomicInteger opened = new AtomicInteger();
    BlockingQueue<String> taken = new LinkedBlockingQueue<>();
    TopicFollower<PredictionRequest> follower =
        new TopicFollower<>(
            TOPIC,
            () ->
                switch (opened.getAndIncrement()) {
                  case 0 -> throw new UnknownTopicOrPartitionException("not there yet");
                  case 1 -> reader(first, registry);
                  default -> reader(second, registry);
                },
            new TopicFollower.Sink<>() {
              @Override
              public void begin(List<Entry<PredictionRequest>> standing) {
                taken.add("standing " + standing.stream().map(Entry::key).toList());
              }

              @Override
              public void add(Entry<PredictionRequest> arrived) {
                taken.add("arrived " + arrived.key());
              }
            });
    first.schedulePollTask(() -> first.addRecord(message(0, "a", bytes("a"))));
    first.schedulePollTask(() -> first.addRecord(message(1, "b", bytes("b"))));
    first.schedulePollTask(() -> first.setPollException(new KafkaException("away")));
    second.schedulePollTask(() -> second.addRecord(message(0, "a", bytes("a"))));
    Thread thread = new Thread(follower);
    thread.start();

    assertThat(taken.take()).isEqualTo("standing [a]");
    assertThat(follower.awaitCaughtUp(Duration.ofSeconds(20))).isTrue();
    assertThat(taken.take()).isEqualTo("arrived b");
    assertThat(taken.take()).isEqualTo("standing [a]");
    follower.close();
    thread.join();
    assertThat(first.closed()).isTrue();
    assertThat(second.closed()).isTrue();
  }

  @Test
  void shouldEndOnInterruptWhileItWaits() throws Exception {
    TopicFollower<PredictionRequest> follower =
        new TopicFollower<>(
            TOPIC,
            () -> {
              throw new UnknownTopicOrPartitionException("never there");
            },
            new TopicFollower.Sink<>() {
              @Override
              public void begin(List<Entry<PredictionRequest>> standing) {}

              @Override
              public void add(Entry<PredictionRequest> arrived) {}
            });
    Thread thread = new Thread(follower);
    thread.start();

    thread.interrupt();
    thread.join();

    assertThat(follower.awaitCaughtUp(Duration.ZERO)).isFalse();
  }

  private static TopicReader<PredictionRequest> reader(
      MockConsumer<byte[], byte[]> consumer, SchemaRegistry registry) {
    return new TopicReader<>(
        consumer, new RecordDeserializer<>(registry, PredictionRequest.class), TOPIC);
  }

  private static MockConsumer<byte[], byte[]> consumer(long begin, long end) {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    Node node = new Node(0, "localhost", 1);
    consumer.updatePartitions(
        TOPIC, List.of(new PartitionInfo(TOPIC, 0, node, new Node[] {node}, new Node[] {node})));
    consumer.updateBeginningOffsets(Map.of(PARTITION, begin));
    consumer.updateEndOffsets(Map.of(PARTITION, end));
    return consumer;
  }

  private static ConsumerRecord<byte[], byte[]> message(long offset, String key, byte[] value) {
    return new ConsumerRecord<>(
        TOPIC, 0, offset, key == null ? null : key.getBytes(StandardCharsets.UTF_8), value);
  }

  private byte[] bytes(String id) {
    return serializer.serialize(TOPIC, request(id));
  }

  private static PredictionRequest request(String id) {
    return PredictionRequest.newBuilder()
        .setId(id)
        .setTask("t")
        .setText("text")
        .setRequestedAt(Instant.EPOCH)
        .build();
  }

  /** A registry that does not answer the first few times. */
  private record AwayRegistry(SchemaRegistry behind, AtomicInteger failures)
      implements SchemaRegistry {
    @Override
    public int register(String subject, Schema schema) {
      return behind.register(subject, schema);
    }

    @Override
    public Schema byId(int id) {
      if (failures.getAndDecrement() > 0) {
        throw new RegistryUnavailableException("no answer", new ConnectException());
      }
      return behind.byId(id);
    }

    @Override
    public void close() {
      behind.close();
    }
  }
}
