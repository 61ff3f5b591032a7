package io.headwater.serving.internal;

import io.headwater.schemas.TopicCatalogue;
import io.headwater.service.group.FirstModelAssignor;
import io.headwater.service.topic.FetchLimits;
import io.headwater.serving.RequestShare;
import io.headwater.serving.ServingConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A consumer in the group of a share of the requests and a transactional producer.
 *
 * @param consumer consumer without automatic commits
 */
record ServingClients(Consumer<byte[], byte[]> consumer, Producer<byte[], byte[]> producer)
    implements AutoCloseable {
  /** How long it takes until the partitions of a killed instance are taken over. */
  private static final int SESSION_TIMEOUT_MILLIS = 15_000;

  /** Answers are computed before a transaction begins, so no transaction stays open for long. */
  private static final int TRANSACTION_TIMEOUT_MILLIS = 10_000;

  private static final Duration TIME_TO_CLOSE = Duration.ofMillis(1_500);

  /**
   * Opens the consumer and the producer.
   *
   * @param share requests that are taken, which chooses the group
   * @param instance name that is unique in the group
   */
  static ServingClients open(ServingConfig config, RequestShare share, String instance) {
    Consumer<byte[], byte[]> consumer = consumer(config, share);
    try {
      return new ServingClients(consumer, producer(config, config.group(share) + "-" + instance));
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private static Consumer<byte[], byte[]> consumer(ServingConfig config, RequestShare share) {
    Map<String, Object> overrides = new HashMap<>(membership(config, share));
    overrides.putAll(
        Map.of(
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            // requests sent before the first instance started are answered too
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            RequestBatch.pollRecords(config.batchSize()),
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false));
    Map<String, Object> properties = new HashMap<>(FetchLimits.settings());
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS);
    properties.putAll(config.consumerProperties(overrides));
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static Map<String, Object> membership(ServingConfig config, RequestShare share) {
    String group = config.group(share);
    return share.model().isEmpty()
        ? FirstModelAssignor.settings(group, config.modelName())
        : Map.of(ConsumerConfig.GROUP_ID_CONFIG, group);
  }

  private static Producer<byte[], byte[]> producer(ServingConfig config, String transactionalId) {
    return new KafkaProducer<>(
        config.producerProperties(
            Map.of(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                transactionalId,
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                TRANSACTION_TIMEOUT_MILLIS,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                TopicCatalogue.LARGEST_DEAD_LETTER)),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** Closes both in bounded time, whether or not a broker answers. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted(); // else neither would get time to close
    try {
      producer.close(TIME_TO_CLOSE);
    } finally {
      consumer.close(CloseOptions.timeout(TIME_TO_CLOSE));
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
