package io.headwater.cli.task;

import io.headwater.model.TaskModule;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.model.checkpoint.CheckpointStores;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.KafkaFutures;
import io.headwater.schemas.Position;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.topic.TopicReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports the progress of tasks, from their topics and the newest version of a model. */
public final class TaskOverview {
  private static final Logger log = LoggerFactory.getLogger(TaskOverview.class);

  private final ServiceConfig config;

  /**
   * Makes an overview; it connects only when asked.
   *
   * @param config names the brokers, registry, model and checkpoint store
   */
  public TaskOverview(ServiceConfig config) {
    this.config = config;
  }

  /** Returns the newest announced version of the model. */
  public Optional<CheckpointAnnouncement> newestVersion() {
    try (TopicReader<CheckpointAnnouncement> reader =
        TopicReader.open(
            config, List.of(config.topics().checkpoints()), CheckpointAnnouncement.class)) {
      return reader.readToEnd().stream()
          .flatMap(entry -> entry.value().stream())
          .filter(announced -> announced.getModel().equals(config.modelName()))
          .max(
              Comparator.comparingInt(CheckpointAnnouncement::getEpoch)
                  .thenComparingLong(CheckpointAnnouncement::getVersion));
    } catch (UnknownTopicOrPartitionException e) {
      return Optional.empty();
    }
  }

  /** Returns the progress of each task, in the order given. */
  public List<TaskProgress> of(
      Collection<TaskSpec> tasks, Optional<CheckpointAnnouncement> newest) {
    Map<String, List<String>> learned =
        tasks.stream().anyMatch(task -> task.getKind() == TaskKind.CLASSIFICATION)
            ? newest.map(this::learnedLabels).orElse(Map.of())
            : Map.of();
    try (Admin admin = Admin.create(config.adminProperties())) {
      Map<String, TopicDescription> topics =
          describe(
              admin, tasks.stream().map(task -> config.topics().examples(task.getName())).toList());
      Map<TopicPartition, Long> begins =
          offsets(admin, topics, OffsetSpec.earliest(), new ListOffsetsOptions());
      Map<TopicPartition, Long> ends =
          offsets(
              admin,
              topics,
              OffsetSpec.latest(),
              new ListOffsetsOptions(IsolationLevel.READ_COMMITTED));
      return tasks.stream()
          .map(
              task -> {
                String topic = config.topics().examples(task.getName());
                return new TaskProgress(
                    task,
                    Optional.ofNullable(topics.get(topic))
                        .map(found -> partitions(found, begins, ends, newest))
                        .orElse(List.of()),
                    Optional.ofNullable(learned.get(task.getName())));
              })
          .toList();
    }
  }

  private static List<TaskProgress.Partition> partitions(
      TopicDescription topic,
      Map<TopicPartition, Long> begins,
      Map<TopicPartition, Long> ends,
      Optional<CheckpointAnnouncement> newest) {
    List<TaskProgress.Partition> partitions = new ArrayList<>();
    for (int i = 0; i < topic.partitions().size(); i++) {
      TopicPartition partition = new TopicPartition(topic.name(), i);
      partitions.add(
          new TaskProgress.Partition(
              i,
              begins.getOrDefault(partition, 0L),
              ends.getOrDefault(partition, 0L),
              next(topic, i, newest)));
    }
    return partitions;
  }

  private static OptionalLong next(
      TopicDescription topic, int partition, Optional<CheckpointAnnouncement> newest) {
    return newest.stream()
        .flatMap(version -> version.getPositions().stream())
        .filter(
            position ->
                position.getTopicId().equals(topic.topicId().toString())
                    && position.getPartition() == partition)
        .mapToLong(Position::getNextOffset)
        .findFirst();
  }

  private static Map<String, TopicDescription> describe(Admin admin, List<String> names) {
    Map<String, TopicDescription> found = new HashMap<>();
    admin
        .describeTopics(names)
        .topicNameValues()
        .forEach(
            (name, description) -> {
              try {
                found.put(name, KafkaFutures.await(description));
              } catch (UnknownTopicOrPartitionException e) {
                log.debug("Topic {} does not exist", name);
              }
            });
    return found;
  }

  private static Map<TopicPartition, Long> offsets(
      Admin admin,
      Map<String, TopicDescription> topics,
      OffsetSpec which,
      ListOffsetsOptions options) {
    Map<TopicPartition, OffsetSpec> asked =
        topics.values().stream()
            .flatMap(
                topic ->
                    topic.partitions().stream()
                        .map(info -> new TopicPartition(topic.name(), info.partition())))
            .collect(Collectors.toMap(partition -> partition, partition -> which));
    return KafkaFutures.await(admin.listOffsets(asked, options).all()).entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                (Map.Entry<TopicPartition, ListOffsetsResultInfo> entry) ->
                    entry.getValue().offset()));
  }

  private Map<String, List<String>> learnedLabels(CheckpointAnnouncement version) {
    try (CheckpointStore store = CheckpointStores.holding(version, config)) {
      return store.manifest(version).tasks().stream()
          .collect(Collectors.toMap(TaskModule::task, TaskModule::labels));
    } catch (IOException e) {
      log.warn(
          "The labels version {} has learned are not known here: {}",
          version.getVersion(),
          e.getMessage());
      return Map.of();
    }
  }
}
