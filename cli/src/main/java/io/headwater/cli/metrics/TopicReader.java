package io.headwater.cli.metrics;

import io.headwater.schemas.config.ServiceConfig;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.schemas.serde.UnreadableRecordException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads whole topics of one record type from the beginning, committed records only, outside any
 * consumer group. Tombstones and records that cannot be decoded are passed over and counted.
 *
 * @param <T> the record type
 */
public final class TopicReader<T extends SpecificRecord> implements AutoCloseable {

  /**
   * A decoded record.
   *
   * @param value its value
   * @param raw the record as it was on the topic
   * @param <T> the record type
   */
  public record Received<T>(T value, ConsumerRecord<byte[], byte[]> raw) {}

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final SchemaRegistry registry;
  private final RecordDeserializer<T> deserializer;
  private long unreadable;

  private TopicReader(
      KafkaConsumer<byte[], byte[]> consumer, SchemaRegistry registry, Class<T> type) {
    this.consumer = consumer;
    this.registry = registry;
    this.deserializer = new RecordDeserializer<>(registry, type);
  }

  /**
   * Opens a reader at the beginning of the topics.
   *
   * @throws KafkaException if a topic does not exist or the broker cannot be reached
   */
  public static <T extends SpecificRecord> TopicReader<T> open(
      ServiceConfig config, Collection<String> topics, Class<T> type) {
    SchemaRegistry registry = config.openRegistry();
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            config.consumerProperties(
                Map.of(
                    "isolation.level", "read_committed",
                    "auto.offset.reset", "earliest",
                    "enable.auto.commit", "false",
                    "allow.auto.create.topics", "false")),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    try {
      List<TopicPartition> partitions =
          topics.stream().flatMap(topic -> partitions(consumer, topic).stream()).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      return new TopicReader<>(consumer, registry, type);
    } catch (RuntimeException failure) {
      consumer.close();
      registry.close();
      throw failure;
    }
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, String topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new KafkaException("topic " + topic + " does not exist");
    }
    return partitions;
  }

  /** Reads what was on the topics when it was called. */
  public void readToEnd(Duration timeout, Consumer<Received<T>> sink) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    long deadline = System.nanoTime() + timeout.toNanos();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      if (System.nanoTime() > deadline) {
        throw new KafkaException("the topics could not be read to their end within " + timeout);
      }
      poll(Duration.ofMillis(100), sink);
    }
  }

  /** Hands over what arrived, waiting at most {@code wait}; returns the number of records. */
  public int poll(Duration wait, Consumer<Received<T>> sink) {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(wait);
    int handed = 0;
    for (ConsumerRecord<byte[], byte[]> raw : records) {
      Optional<T> value = decode(raw);
      value.ifPresent(decoded -> sink.accept(new Received<>(decoded, raw)));
      handed += value.isPresent() ? 1 : 0;
    }
    return handed;
  }

  private Optional<T> decode(ConsumerRecord<byte[], byte[]> raw) {
    if (raw.value() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(deserializer.deserialize(raw.topic(), raw.value()));
    } catch (UnreadableRecordException poison) {
      unreadable++;
      return Optional.empty();
    }
  }

  /** Returns the number of records that could not be decoded. */
  public long unreadable() {
    return unreadable;
  }

  @Override
  public void close() {
    deserializer.close();
    consumer.close();
    registry.close();
  }
}
