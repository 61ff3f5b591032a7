package io.headwater.trainer.internal.fake;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminResults;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;

/** What the trainer asks of an admin client, answered from a {@link FakeBroker}. */
public final class FakeAdmin {
  /** Id of the cluster. */
  public static final String CLUSTER = "cluster";

  private static final String LARGEST = "1000000";

  private final FakeBroker broker;
  private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> betweenQuestions = new ArrayDeque<>();

  /** Makes the answers of a broker. */
  public FakeAdmin(FakeBroker broker) {
    this.broker = broker;
  }

  /** Has the next question for all topics fail. */
  public void failNext(RuntimeException failure) {
    failures.add(failure);
  }

  /** Runs an action after the next question for all topics was answered. */
  public void runAfterNextListing(Runnable action) {
    betweenQuestions.add(action);
  }

  /** Returns the client. */
  public Admin client() {
    return (Admin)
        Proxy.newProxyInstance(
            Admin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, method, arguments) -> answer(method, arguments));
  }

  private Object answer(Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "listTopics" -> list();
      case "createTopics" -> create((Collection<?>) arguments[0]);
      case "describeTopics" -> AdminResults.described(describe((Collection<?>) arguments[0]));
      case "describeCluster" -> AdminResults.cluster(CLUSTER);
      case "describeConfigs" ->
          AdminResults.configs(
              ((Collection<?>) arguments[0]).stream().map(ConfigResource.class::cast).toList(),
              TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
              LARGEST);
      case "listOffsets" -> offsets((Map<?, ?>) arguments[0]);
      case "close" -> null;
      case "toString" -> "fake admin";
      default -> throw new UnsupportedOperationException(method.toString());
    };
  }

  private Object list() {
    RuntimeException failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
    List<String> names = broker.names();
    Runnable action = betweenQuestions.poll();
    if (action != null) {
      action.run();
    }
    return AdminResults.listed(names);
  }

  private Object create(Collection<?> topics) {
    List<NewTopic> wanted = topics.stream().map(NewTopic.class::cast).toList();
    wanted.forEach(topic -> broker.create(topic.name(), 1));
    return AdminResults.created(wanted.stream().map(NewTopic::name).toList());
  }

  private Map<String, KafkaFuture<TopicDescription>> describe(Collection<?> names) {
    Map<String, KafkaFuture<TopicDescription>> described = new HashMap<>();
    for (Object name : names) {
      KafkaFutureImpl<TopicDescription> answer = new KafkaFutureImpl<>();
      described.put((String) name, answer);
      if (broker.has((String) name)) {
        answer.complete(description((String) name));
      } else {
        answer.completeExceptionally(new UnknownTopicOrPartitionException("no topic " + name));
      }
    }
    return described;
  }

  private TopicDescription description(String name) {
    return new TopicDescription(
        name,
        false,
        broker.partitions(name).stream()
            .map(p -> new TopicPartitionInfo(p.partition(), null, List.of(), List.of()))
            .toList(),
        null,
        id(name));
  }

  /** Returns the id of a topic, as the broker tells it. */
  public Uuid id(String name) {
    return new Uuid(1, broker.id(name).hashCode());
  }

  private static ListOffsetsResult offsets(Map<?, ?> wanted) {
    return new ListOffsetsResult(
        wanted.keySet().stream()
            .collect(
                Collectors.toMap(
                    TopicPartition.class::cast,
                    partition ->
                        KafkaFuture.completedFuture(
                            new ListOffsetsResult.ListOffsetsResultInfo(
                                0, -1, Optional.empty())))));
  }
}
