package io.headwater.service.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class FirstModelAssignorTest {
  private final Map<String, Integer> topics = new HashMap<>(Map.of("a", 4, "b", 1));
  private final Map<String, Subscription> members = new HashMap<>();

  @Test
  void shouldGiveEverythingToTheMembersOfOneModelEvenly() {
    join("1", "other", "a", "b");
    join("2", "main", "a", "b");
    join("3", "main", "a", "b");
    join("4", "alpha", "a", "b");

    Map<String, List<TopicPartition>> shares = assign();
    assertThat(shares.get("1")).isEmpty();
    assertThat(shares.get("4")).as("main comes before all others").isEmpty();
    assertThat(shares.get("2")).hasSize(3).doesNotContainAnyElementsOf(shares.get("3"));
    assertThat(shares.get("3")).hasSize(2);
  }

  @Test
  void shouldGiveToTheFirstModelByNameWhereThereIsNoMain() {
    join("1", "other", "a", "b");
    join("2", "alpha", "a", "b");

    assertThat(assign().get("2")).hasSize(5);
  }

  @Test
  void shouldChooseAmongThoseThatReadTheTopic() {
    join("1", "main", "a");
    join("2", "other", "a", "b");

    assertThat(assign().get("1")).extracting(TopicPartition::topic).containsOnly("a").hasSize(4);
    assertThat(assign().get("2")).containsExactly(new TopicPartition("b", 0));
  }

  @Test
  void shouldPassOverATopicThatIsGone() {
    join("1", "main", "a", "gone");

    assertThat(assign().get("1")).hasSize(4);
  }

  private void join(String id, String model, String... subscribed) {
    FirstModelAssignor assignor = new FirstModelAssignor();
    assignor.configure(FirstModelAssignor.settings("group", model));
    members.put(
        id,
        new Subscription(List.of(subscribed), assignor.subscriptionUserData(Set.of(subscribed))));
  }

  private Map<String, List<TopicPartition>> assign() {
    List<PartitionInfo> partitions = new ArrayList<>();
    topics.forEach(
        (topic, count) ->
            IntStream.range(0, count)
                .forEach(
                    partition ->
                        partitions.add(
                            new PartitionInfo(
                                topic, partition, Node.noNode(), new Node[0], new Node[0]))));
    Cluster cluster = new Cluster("c", List.of(), partitions, Set.of(), Set.of());
    Map<String, Assignment> assigned =
        new FirstModelAssignor().assign(cluster, new GroupSubscription(members)).groupAssignment();
    Map<String, List<TopicPartition>> shares = new HashMap<>();
    assigned.forEach((id, assignment) -> shares.put(id, assignment.partitions()));
    return shares;
  }
}
