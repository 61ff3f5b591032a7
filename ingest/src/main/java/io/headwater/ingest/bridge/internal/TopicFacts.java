package io.headwater.ingest.bridge.internal;

import io.headwater.schemas.BrokerAnswers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What the bridge has to know of topics. */
public final class TopicFacts {
  private TopicFacts() {}

  /**
   * Checks that topics exist.
   *
   * @throws UnknownTopicOrPartitionException if one does not; it may be tried again
   */
  public static void requirePresent(Admin admin, Collection<String> topics) {
    List<String> missing = new ArrayList<>(topics);
    missing.removeAll(BrokerAnswers.await(admin.listTopics().names()));
    if (!missing.isEmpty()) {
      throw new UnknownTopicOrPartitionException("there is no topic " + String.join(", ", missing));
    }
  }

  /** Returns the {@code max.message.bytes} of topics by name. */
  public static Map<String, Integer> largestMessages(Admin admin, Collection<String> topics) {
    List<ConfigResource> resources =
        topics.stream().map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic)).toList();
    Map<ConfigResource, Config> configs =
        BrokerAnswers.await(admin.describeConfigs(resources).all());
    Map<String, Integer> largest = new HashMap<>();
    configs.forEach(
        (resource, config) ->
            largest.put(
                resource.name(),
                Integer.valueOf(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value())));
    return largest;
  }
}
