package io.headwater.trainer.internal.fake;

import io.headwater.schemas.serde.InMemorySchemaRegistry;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.topic.TopicReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Topics in memory; safe for use by many threads. */
public final class FakeBroker {
  private final Map<String, Topic> topics = new TreeMap<>();
  private final SchemaRegistry registry = new InMemorySchemaRegistry();
  private int created;

  /** A topic; a log's first records may be gone. */
  private record Topic(
      String id, List<List<ConsumerRecord<byte[], byte[]>>> logs, List<Long> beginnings) {}

  /** Returns the registry of what {@link #append(String, String, SpecificRecord)} writes. */
  public SchemaRegistry registry() {
    return registry;
  }

  /** Creates a topic, or makes it anew. */
  public synchronized void create(String topic, int partitions) {
    created++;
    topics.put(topic, new Topic("id" + created, new ArrayList<>(), new ArrayList<>()));
    addPartitions(topic, partitions);
  }

  /** Adds partitions to a topic. */
  public synchronized void addPartitions(String topic, int more) {
    for (int i = 0; i < more; i++) {
      topics.get(topic).logs().add(new ArrayList<>());
      topics.get(topic).beginnings().add(0L);
    }
  }

  /** Deletes a topic. */
  public synchronized void delete(String topic) {
    topics.remove(topic);
  }

  /** Deletes the records of a partition before an offset. */
  public synchronized void truncate(TopicPartition partition, long beginning) {
    topics.get(partition.topic()).beginnings().set(partition.partition(), beginning);
  }

  /** Appends a record to the first partition of a topic. */
  public <T extends SpecificRecord> void append(String topic, String key, T value) {
    append(
        new TopicPartition(topic, 0),
        key.getBytes(StandardCharsets.UTF_8),
        new RecordSerializer<T>(registry).serialize(topic, value));
  }

  /** Appends a record without a value, which deletes the key, to a topic. */
  public void appendTombstone(String topic, String key) {
    append(new TopicPartition(topic, 0), key.getBytes(StandardCharsets.UTF_8), null);
  }

  /** Appends a record to a partition. */
  public synchronized void append(TopicPartition partition, byte[] key, byte[] value) {
    List<ConsumerRecord<byte[], byte[]>> log =
        topics.get(partition.topic()).logs().get(partition.partition());
    log.add(new ConsumerRecord<>(partition.topic(), partition.partition(), log.size(), key, value));
  }

  /** Returns the values on a topic's first partition. */
  public synchronized <T extends SpecificRecord> List<T> values(String topic, Class<T> type) {
    RecordDeserializer<T> deserializer = new RecordDeserializer<>(registry, type);
    return from(new TopicPartition(topic, 0), 0).stream()
        .map(message -> deserializer.deserialize(topic, message.value()))
        .toList();
  }

  /** Returns a consumer that begins at the earliest offset where it is not told another. */
  public FakeConsumer consumer() {
    return new FakeConsumer(this, "earliest");
  }

  /** Returns a consumer that is to be told every offset. */
  public FakeConsumer consumerWithoutReset() {
    return new FakeConsumer(this, "none");
  }

  /** Returns a reader of a topic. */
  public <T extends SpecificRecord> TopicReader<T> reader(String topic, Class<T> type) {
    return new TopicReader<>(consumer(), new RecordDeserializer<>(registry, type), topic);
  }

  synchronized List<String> names() {
    return List.copyOf(topics.keySet());
  }

  /** Returns whether there is a topic. */
  public synchronized boolean has(String topic) {
    return topics.containsKey(topic);
  }

  synchronized String id(String topic) {
    return topics.get(topic).id();
  }

  synchronized List<TopicPartition> partitions(String topic) {
    return has(topic)
        ? IntStream.range(0, topics.get(topic).logs().size())
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .toList()
        : List.of();
  }

  synchronized long beginning(TopicPartition partition) {
    return topics.get(partition.topic()).beginnings().get(partition.partition());
  }

  synchronized long end(TopicPartition partition) {
    return topics.get(partition.topic()).logs().get(partition.partition()).size();
  }

  synchronized List<ConsumerRecord<byte[], byte[]>> from(TopicPartition partition, long offset) {
    List<ConsumerRecord<byte[], byte[]>> log =
        topics.get(partition.topic()).logs().get(partition.partition());
    return List.copyOf(log.subList((int) offset, log.size()));
  }
}
