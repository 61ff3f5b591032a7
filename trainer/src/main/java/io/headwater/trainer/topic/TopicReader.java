package io.headwater.trainer.topic;

import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RegistryUnavailableException;
import io.headwater.schemas.serde.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows topics from their beginning; records it cannot read are logged and passed.
 *
 * <p>Used by one thread. The topics have to exist; their partitions are looked up once.
 *
 * @param <T> type of the values
 */
public final class TopicReader<T extends SpecificRecord> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Consumer<byte[], byte[]> consumer;
  private final RecordDeserializer<T> deserializer;
  private final List<TopicPartition> partitions;
  private final List<ConsumerRecord<byte[], byte[]>> undecoded = new ArrayList<>();

  /**
   * A record.
   *
   * @param key key as text
   * @param value value; empty for a tombstone
   */
  public record Entry<T>(String key, Optional<T> value) {}

  /** Makes a reader of a topic that owns the consumer, and closes it where it cannot be made. */
  public TopicReader(
      Consumer<byte[], byte[]> consumer, RecordDeserializer<T> deserializer, String topic) {
    this(consumer, deserializer, List.of(topic));
  }

  /**
   * Makes a reader of topics that owns the consumer, and closes it where it cannot be made.
   *
   * @throws KafkaException if a topic does not exist, or the broker cannot be reached
   */
  public TopicReader(
      Consumer<byte[], byte[]> consumer,
      RecordDeserializer<T> deserializer,
      Collection<String> topics) {
    this.consumer = consumer;
    this.deserializer = deserializer;
    try {
      this.partitions =
          topics.stream().flatMap(topic -> partitionsOf(consumer, topic).stream()).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private static List<TopicPartition> partitionsOf(Consumer<?, ?> consumer, String topic) {
    List<PartitionInfo> found = consumer.partitionsFor(topic);
    if (found.isEmpty()) {
      throw new KafkaException("topic " + topic + " does not exist");
    }
    return found.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
  }

  /** Starts at the last {@code count} offsets of each partition instead of the beginning. */
  public void skipToLast(long count) {
    consumer
        .endOffsets(partitions)
        .forEach((partition, end) -> consumer.seek(partition, Math.max(0, end - count)));
  }

  /**
   * Returns the records from the last call's end, or the beginning, to what is now the end of the
   * topic.
   *
   * @throws RegistryUnavailableException if the registry does not answer; the next call returns the
   *     records of this one too
   */
  public List<Entry<T>> readToEnd() {
    var ends = consumer.endOffsets(partitions);
    while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
      consumer.poll(POLL).forEach(undecoded::add);
    }
    return decodeAll();
  }

  /**
   * Returns the records that arrive, waiting at most a time for the first.
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
      return Optional.of(new Entry<>(key, Optional.ofNullable(value)));
    } catch (UnreadableRecordException e) {
      LOG.warn(
          "Passed offset {} of {}-{}: {}",
          message.offset(),
          message.topic(),
          message.partition(),
          e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
