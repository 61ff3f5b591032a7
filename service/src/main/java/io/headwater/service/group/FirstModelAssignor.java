package io.headwater.service.group;

import io.headwater.service.config.ServiceConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.TopicPartition;

/**
 * Gives the partitions of each topic to the members of one model only, evenly among them.
 *
 * <p>The services of all models on one topic prefix join one group for what must be done once,
 * whatever the number of models. The model is {@value ServiceConfig#DEFAULT_MODEL} if it has a
 * member, and else the first by name; when its last member leaves, the next model takes over at the
 * committed offsets.
 */
public final class FirstModelAssignor implements ConsumerPartitionAssignor, Configurable {
  /** Consumer setting that names the member's model. */
  private static final String MODEL = "headwater.model";

  private String model = "";

  /** Makes an assignor; called by the Kafka client. */
  public FirstModelAssignor() {}

  /** Returns the consumer settings that make a member of a shared group. */
  public static Map<String, Object> settings(String group, String model) {
    return Map.of(
        ConsumerConfig.GROUP_ID_CONFIG,
        group,
        ConsumerConfig.GROUP_PROTOCOL_CONFIG,
        "classic", // the other has assignors of its own
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        List.of(FirstModelAssignor.class.getName()),
        MODEL,
        model);
  }

  @Override
  public void configure(Map<String, ?> settings) {
    model = String.valueOf(settings.get(MODEL));
  }

  @Override
  public String name() {
    return "headwater-first-model";
  }

  @Override
  public ByteBuffer subscriptionUserData(Set<String> topics) {
    return ByteBuffer.wrap(model.getBytes(StandardCharsets.UTF_8));
  }

  /** A member of the group. */
  private record Member(String id, String model) {
    /** By model, the default one first, then by id. */
    static final Comparator<Member> ORDER =
        Comparator.comparing((Member member) -> !member.model.equals(ServiceConfig.DEFAULT_MODEL))
            .thenComparing(Member::model)
            .thenComparing(Member::id);
  }

  @Override
  public GroupAssignment assign(Cluster cluster, GroupSubscription group) {
    Map<String, Subscription> members = group.groupSubscription();
    Map<String, List<TopicPartition>> shares = new HashMap<>();
    members.keySet().forEach(id -> shares.put(id, new ArrayList<>()));
    Set<String> topics = new TreeSet<>();
    members.values().forEach(member -> topics.addAll(member.topics()));
    int given = 0;
    for (String topic : topics) {
      List<String> owners = ownersOf(topic, members);
      int partitions = Optional.ofNullable(cluster.partitionCountForTopic(topic)).orElse(0);
      for (int partition = 0; partition < partitions; partition++) {
        // counted over all topics, so that many topics of one partition are spread too
        shares.get(owners.get(given++ % owners.size())).add(new TopicPartition(topic, partition));
      }
    }
    Map<String, Assignment> assignments = new HashMap<>();
    shares.forEach((id, share) -> assignments.put(id, new Assignment(share)));
    return new GroupAssignment(assignments);
  }

  /** Returns the members of the first model among those that have subscribed to a topic. */
  private static List<String> ownersOf(String topic, Map<String, Subscription> members) {
    List<Member> subscribed =
        members.entrySet().stream()
            .filter(member -> member.getValue().topics().contains(topic))
            .map(member -> new Member(member.getKey(), modelOf(member.getValue())))
            .sorted(Member.ORDER)
            .toList();
    String first = subscribed.get(0).model();
    return subscribed.stream()
        .filter(member -> member.model().equals(first))
        .map(Member::id)
        .toList();
  }

  private static String modelOf(Subscription member) {
    ByteBuffer data = member.userData();
    return data == null ? "" : StandardCharsets.UTF_8.decode(data.duplicate()).toString();
  }
}
