package io.headwater.cli.metrics;

import io.headwater.schemas.config.ServiceConfig;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.trainer.topic.TopicReader;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What any subscriber sees of topics of one record type: their committed records from the
 * beginning, outside any consumer group. Tombstones and unreadable records are passed over.
 *
 * @param <T> the record type
 */
public final class Subscription<T extends SpecificRecord> implements AutoCloseable {
  private final SchemaRegistry registry;
  private final TopicReader<T> reader;

  private Subscription(SchemaRegistry registry, TopicReader<T> reader) {
    this.registry = registry;
    this.reader = reader;
  }

  /**
   * Opens a subscription at the beginning of the topics.
   *
   * @throws org.apache.kafka.common.KafkaException if a topic does not exist or the broker cannot
   *     be reached
   */
  public static <T extends SpecificRecord> Subscription<T> open(
      ServiceConfig config, Collection<String> topics, Class<T> type) {
    SchemaRegistry registry = config.openRegistry();
    try {
      return new Subscription<>(
          registry,
          new TopicReader<>(consumer(config), new RecordDeserializer<>(registry, type), topics));
    } catch (RuntimeException failure) {
      registry.close();
      throw failure;
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(ServiceConfig config) {
    return new KafkaConsumer<>(
        config.consumerProperties(
            Map.of(
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest",
                "enable.auto.commit", "false",
                "allow.auto.create.topics", "false")),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  /** Hands over what is on the topics now. */
  public void readToEnd(Consumer<T> sink) {
    hand(reader.readToEnd(), sink);
  }

  /** Hands over what arrives, waiting at most {@code wait}; returns the number of records. */
  public int poll(Duration wait, Consumer<T> sink) {
    return hand(reader.poll(wait), sink);
  }

  private int hand(List<TopicReader.Entry<T>> entries, Consumer<T> sink) {
    List<T> values =
        entries.stream().map(TopicReader.Entry::value).flatMap(Optional::stream).toList();
    values.forEach(sink);
    return values.size();
  }

  @Override
  public void close() {
    reader.close();
    registry.close();
  }
}
