package io.headwater.trainer.internal.discovery;

import io.headwater.schemas.contract.SourcePartition;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An examples topic.
 *
 * @param name topic name
 * @param topicId Kafka's id of the topic
 * @param task task that the examples belong to
 * @param partitions number of partitions
 */
public record ExampleTopic(String name, String topicId, String task, int partitions) {
  /** Returns the partitions, in order. */
  public List<SourcePartition> sources() {
    return IntStream.range(0, partitions)
        .mapToObj(partition -> new SourcePartition(name, topicId, partition))
        .toList();
  }
}
