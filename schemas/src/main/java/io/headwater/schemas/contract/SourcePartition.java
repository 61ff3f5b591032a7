package io.headwater.schemas.contract;

import io.headwater.schemas.Position;
import io.headwater.schemas.TopicSource;
import java.util.Comparator;
import org.apache.kafka.common.TopicPartition;

/**
 * A partition of an examples topic; ordered by topic name, partition and topic id.
 *
 * @param topic topic name
 * @param topicId Kafka's topic id, which differs when a topic is deleted and created again under
 *     the same name
 * @param partition partition number
 */
public record SourcePartition(String topic, String topicId, int partition)
    implements Comparable<SourcePartition> {
  private static final Comparator<SourcePartition> ORDER =
      Comparator.comparing(SourcePartition::topic)
          .thenComparingInt(SourcePartition::partition)
          .thenComparing(SourcePartition::topicId);

  /** Returns the partition that a checkpoint's position names. */
  public static SourcePartition of(Position position) {
    return new SourcePartition(position.getTopic(), position.getTopicId(), position.getPartition());
  }

  /** Returns the partition that a journal entry names. */
  public static SourcePartition of(TopicSource source) {
    return new SourcePartition(source.getTopic(), source.getTopicId(), source.getPartition());
  }

  @Override
  public int compareTo(SourcePartition other) {
    return ORDER.compare(this, other);
  }

  /** Returns Kafka's name of the partition. */
  public TopicPartition topicPartition() {
    return new TopicPartition(topic, partition);
  }

  /** Returns the partition as journal entries name it. */
  public TopicSource toTopicSource() {
    return TopicSource.newBuilder()
        .setTopic(topic)
        .setTopicId(topicId)
        .setPartition(partition)
        .build();
  }

  @Override
  public String toString() {
    return topic + "-" + partition;
  }
}
