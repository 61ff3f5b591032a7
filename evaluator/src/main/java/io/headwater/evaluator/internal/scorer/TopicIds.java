package io.headwater.evaluator.internal.scorer;

import io.headwater.schemas.contract.SourcePartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Looks up the ids of topics and remembers them; used by one thread. */
final class TopicIds {
  private final Admin admin;
  private final Map<String, String> ids = new HashMap<>();

  TopicIds(Admin admin) {
    this.admin = admin;
  }

  /** Asks the broker for the ids again and forgets topics that no longer exist. */
  void refresh(Collection<TopicPartition> partitions) {
    Set<String> topics = partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
    ids.clear();
    admin
        .describeTopics(List.copyOf(topics))
        .topicNameValues()
        .forEach(
            (topic, description) ->
                await(description).ifPresent(found -> ids.put(topic, found.topicId().toString())));
  }

  /** Returns a partition with its topic's id, if the topic exists. */
  Optional<SourcePartition> of(TopicPartition partition) {
    return Optional.ofNullable(ids.get(partition.topic()))
        .map(id -> new SourcePartition(partition.topic(), id, partition.partition()));
  }

  private static Optional<TopicDescription> await(KafkaFuture<TopicDescription> future) {
    try {
      return Optional.of(future.get());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw new KafkaException("Cannot ask for the ids of topics", e.getCause());
    }
  }
}
