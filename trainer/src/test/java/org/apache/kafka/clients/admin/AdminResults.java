package org.apache.kafka.clients.admin;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.internals.CoordinatorKey;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;

/** Makes the answers of an admin client, which only its own package can. */
public final class AdminResults {
  private AdminResults() {}

  /** Returns the answer to a question for all topics. */
  public static ListTopicsResult listed(Collection<String> names) {
    return new ListTopicsResult(
        KafkaFuture.completedFuture(
            byKey(names, name -> new TopicListing(name, Uuid.ZERO_UUID, false))));
  }

  /** Returns the answer to a question for some topics. */
  public static DescribeTopicsResult described(Map<String, KafkaFuture<TopicDescription>> topics) {
    return DescribeTopicsResult.ofTopicNames(topics);
  }

  /** Returns the answer where topics with one partition each were created. */
  public static CreateTopicsResult created(Collection<String> names) {
    return new CreateTopicsResult(
        byKey(
            names,
            name ->
                KafkaFuture.completedFuture(
                    new CreateTopicsResult.TopicMetadataAndConfig(
                        Uuid.ZERO_UUID, 1, 1, new Config(List.of())))));
  }

  /** Returns the answer to a question for the cluster. */
  public static DescribeClusterResult cluster(String id) {
    return new DescribeClusterResult(
        KafkaFuture.completedFuture(List.of()),
        KafkaFuture.completedFuture(null),
        KafkaFuture.completedFuture(id),
        KafkaFuture.completedFuture(Set.of()));
  }

  /** Returns the answer to a question for settings, the same for all. */
  public static DescribeConfigsResult configs(
      Collection<ConfigResource> resources, String name, String value) {
    return new DescribeConfigsResult(
        byKey(
            resources,
            resource ->
                KafkaFuture.completedFuture(new Config(List.of(new ConfigEntry(name, value))))));
  }

  /** Returns the answer to a question for the offsets a group has committed. */
  public static ListConsumerGroupOffsetsResult committed(
      String group, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> offsets) {
    return new ListConsumerGroupOffsetsResult(Map.of(CoordinatorKey.byGroupId(group), offsets));
  }

  private static <K, V> Map<K, V> byKey(Collection<K> keys, Function<K, V> value) {
    return keys.stream().collect(Collectors.toMap(key -> key, value));
  }
}
