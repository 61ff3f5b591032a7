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
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
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
  private final Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = new HashMap<>();
  private final Map<String, RuntimeException> silent = new HashMap<>();

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

  /** Has a group commit an offset. */
  public void commit(String group, TopicPartition partition, long offset) {
    committed
        .computeIfAbsent(group, name -> new HashMap<>())
        .put(partition, new OffsetAndMetadata(offset));
  }

  /** Has questions for the offsets of a group fail. */
  public void failCommitted(String group, RuntimeException failure) {
    silent.put(group, failure);
  }

  /** Answers questions for the offsets of every group again. */
  public void recover() {
    silent.clear();
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
      case "listConsumerGroupOffsets" -> committed((String) arguments[0]);
      case "close" -> null;
      case "toString" -> "fake admin";
      default -> throw new UnsupportedOperationException(method.toString());
    };
  }

  private Object committed(String group) {
    KafkaFutureImpl<Map<TopicPartition, OffsetAndMetadata>> answer = new KafkaFutureImpl<>();
    if (silent.containsKey(group)) {
      answer.completeExceptionally(silent.get(group));
    } else {
      answer.complete(new HashMap<>(committed.getOrDefault(group, Map.of())));
    }
    return AdminResults.committed(group, answer);
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

  private ListOffsetsResult offsets(Map<?, ?> wanted) {
    return new ListOffsetsResult(
        wanted.keySet().stream()
            .collect(
                Collectors.toMap(
                    TopicPartition.class::cast,
                    partition -> beginning((TopicPartition) partition))));
  }

  private KafkaFuture<ListOffsetsResult.ListOffsetsResultInfo> beginning(TopicPartition partition) {
    KafkaFutureImpl<ListOffsetsResult.ListOffsetsResultInfo> answer = new KafkaFutureImpl<>();
    if (broker.has(partition.topic())) {
      answer.complete(
          new ListOffsetsResult.ListOffsetsResultInfo(
              broker.beginning(partition), -1, Optional.empty()));
    } else {
      answer.completeExceptionally(new UnknownTopicOrPartitionException("no " + partition));
    }
    return answer;
  }
}
