package io.headwater.service.topic;

import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RegistryUnavailableException;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.schemas.serde.UnreadableRecordException;
import io.headwater.service.config.ServiceConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the committed records of topics from their beginning, outside of any consumer group;
 * records it cannot read are logged and skipped.
 *
 * <p>Used by one thread. The topics must exist; their partitions are looked up once.
 *
 * @param <T> type of the values
 */
public final class TopicReader<T extends SpecificRecord> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TopicReader.class);
  private static final Duration CLOSE = Duration.ofMillis(500);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Consumer<byte[], byte[]> consumer;
  private final RecordDeserializer<T> deserializer;
  private final Runnable closeRegistry;
  private final List<TopicPartition> partitions;
  private final Deque<ConsumerRecord<byte[], byte[]>> undecoded = new ArrayDeque<>();

  /**
   * A record.
   *
   * @param key key as text; empty if the record has none
   * @param value value; empty for a tombstone
   * @param partition partition of its topic
   * @param offset offset in the partition
   */
  public record Entry<T>(String key, Optional<T> value, int partition, long offset) {}

  /** Makes a reader of one topic, in the same way as for several. */
  public TopicReader(
      Consumer<byte[], byte[]> consumer, RecordDeserializer<T> deserializer, String topic) {
    this(consumer, deserializer, List.of(topic));
  }

  /**
   * Makes a reader that owns the consumer, and closes it if the reader cannot be made.
   *
   * @param deserializer deserializer of the values; the caller keeps its registry
   * @throws UnknownTopicOrPartitionException if a topic does not exist
   * @throws org.apache.kafka.common.KafkaException if the broker cannot be reached
   */
  public TopicReader(
      Consumer<byte[], byte[]> consumer,
      RecordDeserializer<T> deserializer,
      Collection<String> topics) {
    this(consumer, deserializer, topics, () -> {});
  }

  private TopicReader(
      Consumer<byte[], byte[]> consumer,
      RecordDeserializer<T> deserializer,
      Collection<String> topics,
      Runnable closeRegistry) {
    this.consumer = consumer;
    this.deserializer = deserializer;
    this.closeRegistry = closeRegistry;
    try {
      this.partitions =
          topics.stream().flatMap(topic -> partitionsOf(consumer, topic).stream()).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Opens a reader with clients of its own.
   *
   * @throws UnknownTopicOrPartitionException if a topic does not exist
   * @throws org.apache.kafka.common.KafkaException if the broker cannot be reached
   */
  public static <T extends SpecificRecord> TopicReader<T> open(
      ServiceConfig config, Collection<String> topics, Class<T> type) {
    SchemaRegistry registry = config.openRegistry();
    Consumer<byte[], byte[]> consumer;
    try {
      consumer = consumer(config);
    } catch (RuntimeException e) {
      registry.close();
      throw e;
    }
    return new TopicReader<>(
        consumer, new RecordDeserializer<>(registry, type), topics, registry::close);
  }

  /**
   * Returns a new consumer that reads committed records, belongs to no group and creates no topics.
   */
  public static Consumer<byte[], byte[]> consumer(ServiceConfig config) {
    return new KafkaConsumer<>(
        config.consumerProperties(
            Map.of(
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                // a topic created by reading would lack the settings it needs
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false)),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static List<TopicPartition> partitionsOf(Consumer<?, ?> consumer, String topic) {
    List<TopicPartition> found =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    if (found.isEmpty()) {
      throw new UnknownTopicOrPartitionException("topic " + topic + " does not exist");
    }
    return found;
  }

  /** Starts at the last {@code count} offsets of each partition instead of the beginning. */
  public void skipToLast(long count) {
    consumer
        .endOffsets(partitions)
        .forEach((partition, end) -> consumer.seek(partition, Math.max(0, end - count)));
  }

  /**
   * Returns the records from the end of the last call, or from the beginning, to the current end of
   * the topics.
   *
   * @throws RegistryUnavailableException if the registry does not answer; the next call returns the
   *     records of this one too
   */
  public List<Entry<T>> readToEnd() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
      consumer.poll(POLL).forEach(undecoded::add);
    }
    return decodeAll();
  }

  /**
   * Returns the records that arrive, waiting at most {@code wait} for the first.
   *
   * @throws RegistryUnavailableException as {@link #readToEnd}
   */
  public List<Entry<T>> poll(Duration wait) {
    consumer.poll(wait).forEach(undecoded::add);
    return decodeAll();
  }

  private List<Entry<T>> decodeAll() {
    List<Entry<T>> entries = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> message : undecoded) {
      decode(message).ifPresent(entries::add);
    }
    undecoded.clear();
    return entries;
  }

  private Optional<Entry<T>> decode(ConsumerRecord<byte[], byte[]> message) {
    String key = message.key() == null ? "" : new String(message.key(), StandardCharsets.UTF_8);
    try {
      T value = deserializer.deserialize(message.topic(), message.value());
      return Optional.of(
          new Entry<>(key, Optional.ofNullable(value), message.partition(), message.offset()));
    } catch (UnreadableRecordException e) {
      log.warn(
          "Skipped offset {} of {}-{}: {}",
          message.offset(),
          message.topic(),
          message.partition(),
          e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Closes the clients. An interrupt is held back meanwhile, since it would make them log errors.
   */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    try {
      consumer.close(CloseOptions.timeout(CLOSE)); // it has no group to leave
    } finally {
      closeRegistry.run();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
