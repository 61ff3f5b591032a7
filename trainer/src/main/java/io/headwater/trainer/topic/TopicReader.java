package io.headwater.trainer.topic;

import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RegistryUnavailableException;
import io.headwater.schemas.serde.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a control topic from its beginning; records it cannot read are logged and passed.
 *
 * <p>Used by one thread. The topic has to exist; its partitions are looked up once.
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
    this.consumer = consumer;
    this.deserializer = deserializer;
    try {
      this.partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
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
