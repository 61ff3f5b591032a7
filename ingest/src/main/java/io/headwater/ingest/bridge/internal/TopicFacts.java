package io.headwater.ingest.bridge.internal;

import io.headwater.schemas.KafkaFutures;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Looks up what the bridge has to know about topics. */
public final class TopicFacts {
  private TopicFacts() {}

  /**
   * Checks that topics exist.
   *
   * @throws UnknownTopicOrPartitionException if one does not; the call may be retried
   */
  public static void requirePresent(Admin admin, Collection<String> topics) {
    List<String> missing = new ArrayList<>(topics);
    missing.removeAll(KafkaFutures.await(admin.listTopics().names()));
    if (!missing.isEmpty()) {
      throw new UnknownTopicOrPartitionException("there is no topic " + String.join(", ", missing));
    }
  }
}
