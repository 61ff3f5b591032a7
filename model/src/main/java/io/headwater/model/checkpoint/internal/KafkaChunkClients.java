package io.headwater.model.checkpoint.internal;

import io.headwater.schemas.KafkaFutures;
import io.headwater.schemas.TopicCatalogue;
import io.headwater.service.config.ServiceConfig;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes the Kafka clients that carry checkpoints. */
public final class KafkaChunkClients {
  private static final int DELETING = 1000;
  private static final int API_MILLIS = 10_000;
  private static final int FETCH_BYTES = 4 << 20;
  private static final int DELIVERY_MILLIS = (int) Duration.ofMinutes(2).toMillis();
  private static final int TRANSACTION_MILLIS = (int) Duration.ofMinutes(15).toMillis();

  private final ServiceConfig config;
  private final String transactionalId;

  /** Makes the clients of one store. */
  public KafkaChunkClients(ServiceConfig config) {
    this.config = config;
    this.transactionalId = config.modelName() + "-checkpoint-chunks-" + UUID.randomUUID();
  }

  /** Creates a topic if it is missing and returns the number of its partitions. */
  public int partitions(String topic) {
    Map<String, Object> properties = new HashMap<>(config.adminProperties());
    properties.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, API_MILLIS);
    properties.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, API_MILLIS);
    try (Admin admin = Admin.create(properties)) {
      TopicCatalogue.ensureChunks(admin, topic);
      return KafkaFutures.await(admin.describeTopics(List.of(topic)).allTopicNames())
          .get(topic)
          .partitions()
          .size();
    }
  }

  /**
   * Returns a consumer of chunks; it need not check for commits, since only committed ones are
   * announced.
   */
  public Consumer<byte[], byte[]> reader() {
    Map<String, Object> properties =
        new HashMap<>(
            config.consumerProperties(
                Map.of(
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                    false,
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                    "none",
                    ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                    false,
                    // read_committed would wait for every other writer's open transaction.
                    ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                    "read_uncommitted")));
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    properties.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, API_MILLIS);
    properties.putIfAbsent(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Returns a transactional producer, which fences the store's earlier ones. */
  public Producer<byte[], byte[]> writer() {
    return producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId));
  }

  /** Writes tombstones for all chunks and waits until the broker has them. */
  public void deleteAll(ChunkRange range) throws IOException {
    try (Producer<byte[], byte[]> producer = producer(Map.of())) {
      Deque<Future<RecordMetadata>> sent = new ArrayDeque<>();
      for (int i = 0; i < range.chunks(); i++) {
        sent.add(
            producer.send(
                new ProducerRecord<>(range.topic(), range.partition(), range.key(i), null)));
        if (sent.size() == DELETING) {
          sent.remove().get();
        }
      }
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("deleting " + range + " was interrupted");
    } catch (ExecutionException | KafkaException e) {
      throw new IOException(range + " could not be deleted: " + e.getMessage(), e);
    }
  }

  private Producer<byte[], byte[]> producer(Map<String, Object> required) {
    Map<String, Object> all = new HashMap<>(required);
    all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    all.put(ProducerConfig.ACKS_CONFIG, "all");
    Map<String, Object> properties = new HashMap<>(config.producerProperties(all));
    properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, API_MILLIS);
    properties.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
    properties.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
