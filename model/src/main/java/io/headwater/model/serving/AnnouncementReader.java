package io.headwater.model.serving;

import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.config.ServiceConfig;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.schemas.serde.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one model's announcements from the beginning of the topic; used by one thread. */
final class AnnouncementReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AnnouncementReader.class);
  private static final Duration POLL = Duration.ofMillis(500);

  private final Consumer<byte[], byte[]> consumer;
  private final SchemaRegistry registry;
  private final RecordDeserializer<CheckpointAnnouncement> deserializer;
  private final String model;
  private final List<TopicPartition> partitions;

  private AnnouncementReader(
      Consumer<byte[], byte[]> consumer, SchemaRegistry registry, String topic, String model) {
    this.consumer = consumer;
    this.registry = registry;
    this.deserializer = new RecordDeserializer<>(registry, CheckpointAnnouncement.class);
    this.model = model;
    this.partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new UnknownTopicOrPartitionException("topic " + topic + " does not exist yet");
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /**
   * Opens clients and stands at the beginning.
   *
   * @throws org.apache.kafka.common.KafkaException if brokers or topic are not there
   */
  static AnnouncementReader open(ServiceConfig config) {
    SchemaRegistry registry = config.openRegistry();
    try {
      Consumer<byte[], byte[]> consumer =
          new KafkaConsumer<>(
              config.consumerProperties(
                  Map.of(
                      ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                      false,
                      ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                      "earliest",
                      ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                      "read_committed",
                      // a topic that a reader made would not be compacted
                      ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                      false)),
              new ByteArrayDeserializer(),
              new ByteArrayDeserializer());
      try {
        return new AnnouncementReader(
            consumer, registry, config.topics().checkpoints(), config.modelName());
      } catch (RuntimeException e) {
        closeInPeace(consumer);
        throw e;
      }
    } catch (RuntimeException e) {
      registry.close();
      throw e;
    }
  }

  /** Reads what is there and returns what of it still stands, the newest first. */
  List<CheckpointAnnouncement> standing() {
    Map<String, CheckpointAnnouncement> byKey = new HashMap<>();
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
    ends.entrySet().removeIf(end -> end.getValue() == 0);
    while (!ends.isEmpty()) {
      for (ConsumerRecord<byte[], byte[]> announced : consumer.poll(POLL)) {
        String key = keyOf(announced);
        byKey.remove(key); // collected, or about to be replaced
        decode(announced).ifPresent(announcement -> byKey.put(key, announcement));
      }
      ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
    }
    return byKey.values().stream()
        .sorted(
            Comparator.comparingInt(CheckpointAnnouncement::getEpoch)
                .thenComparingLong(CheckpointAnnouncement::getVersion)
                .reversed())
        .toList();
  }

  /** Waits a moment for further announcements and returns them. */
  List<CheckpointAnnouncement> next() {
    List<CheckpointAnnouncement> next = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> announced : consumer.poll(POLL)) {
      decode(announced).ifPresent(next::add);
    }
    return next;
  }

  private static String keyOf(ConsumerRecord<byte[], byte[]> announced) {
    return announced.key() == null ? "" : new String(announced.key(), StandardCharsets.UTF_8);
  }

  private Optional<CheckpointAnnouncement> decode(ConsumerRecord<byte[], byte[]> announced) {
    try {
      return Optional.ofNullable(deserializer.deserialize(announced.topic(), announced.value()))
          .filter(announcement -> announcement.getModel().equals(model));
    } catch (UnreadableRecordException e) {
      LOG.warn(
          "Passed over offset {} of {}: {}", announced.offset(), announced.topic(), e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    try {
      closeInPeace(consumer);
    } finally {
      registry.close();
    }
  }

  /** An interrupted thread, as one that is to end is, would make the client log errors. */
  private static void closeInPeace(Consumer<?, ?> consumer) {
    boolean interrupted = Thread.interrupted();
    try {
      consumer.close();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
