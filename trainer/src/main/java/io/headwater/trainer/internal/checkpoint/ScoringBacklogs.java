package io.headwater.trainer.internal.checkpoint;

import io.headwater.model.checkpoint.ScoringBacklog;
import io.headwater.schemas.KafkaFutures;
import io.headwater.schemas.contract.SourcePartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker how far each evaluator has scored: its group commits offsets together with the
 * predictions.
 *
 * <p>An evaluator that never ran has committed nothing and needs nothing. One that was given up is
 * forgotten with its offsets, which the broker drops some days after the group's last member left,
 * and records that the log has dropped need no version either.
 */
public final class ScoringBacklogs {
  private static final Logger LOG = LoggerFactory.getLogger(ScoringBacklogs.class);

  private final Admin admin;
  private final List<String> groups;
  private final Set<String> forbidden = new HashSet<>();

  /**
   * Makes a reader.
   *
   * @param groups consumer groups of the evaluators' scorers
   */
  public ScoringBacklogs(Admin admin, Collection<String> groups) {
    this.admin = admin;
    this.groups = List.copyOf(groups);
  }

  /**
   * Returns what each evaluator that has ever scored has yet to score.
   *
   * @param partitions partitions that the model is trained on
   * @throws KafkaException if the broker does not say
   */
  public List<ScoringBacklog> read(Collection<SourcePartition> partitions) {
    Map<TopicPartition, SourcePartition> sources =
        partitions.stream()
            .collect(
                Collectors.toMap(
                    SourcePartition::topicPartition, Function.identity(), (one, other) -> one));
    Set<String> topics =
        partitions.stream().map(SourcePartition::topic).collect(Collectors.toSet());
    Map<String, Map<TopicPartition, Long>> committed = new HashMap<>();
    for (String group : groups) {
      Map<TopicPartition, Long> offsets = committed(group);
      // a group of the same name may score the topics of another prefix
      offsets.keySet().removeIf(partition -> !topics.contains(partition.topic()));
      if (!offsets.isEmpty()) {
        committed.put(group, offsets);
      }
    }
    if (committed.isEmpty()) {
      return List.of();
    }
    // asked first, since the client calls a question for a topic that is gone an error in the log
    Set<String> there = KafkaFutures.await(admin.listTopics().names());
    sources.keySet().removeIf(partition -> !there.contains(partition.topic()));
    Map<TopicPartition, Long> beginnings = beginnings(sources.keySet());
    List<ScoringBacklog> backlogs = new ArrayList<>();
    committed.forEach(
        (group, offsets) -> {
          Map<SourcePartition, Long> next = new HashMap<>();
          beginnings.forEach(
              (partition, beginning) ->
                  next.put(
                      sources.get(partition),
                      Math.max(beginning, offsets.getOrDefault(partition, 0L))));
          backlogs.add(new ScoringBacklog(group, next));
        });
    return backlogs;
  }

  private Map<TopicPartition, Long> committed(String group) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    try {
      Map<TopicPartition, OffsetAndMetadata> found =
          KafkaFutures.await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
      found.forEach(
          (partition, offset) -> {
            if (offset != null) {
              offsets.put(partition, offset.offset());
            }
          });
    } catch (GroupIdNotFoundException e) {
      LOG.debug("No evaluator has ever scored in group {}", group);
    } catch (AuthorizationException e) {
      // waiting for a permission would let checkpoints fill the disk
      if (forbidden.add(group)) {
        LOG.warn(
            "No checkpoint is kept for evaluators of group {}, whose offsets this trainer may not"
                + " read: {}",
            group,
            e.getMessage());
      }
    }
    return offsets;
  }

  /** Returns the first offsets of the partitions' logs, without partitions that are gone. */
  private Map<TopicPartition, Long> beginnings(Set<TopicPartition> partitions) {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    partitions.forEach(partition -> wanted.put(partition, OffsetSpec.earliest()));
    ListOffsetsResult answer = admin.listOffsets(wanted);
    Map<TopicPartition, Long> beginnings = new HashMap<>();
    for (TopicPartition partition : partitions) {
      try {
        beginnings.put(partition, KafkaFutures.await(answer.partitionResult(partition)).offset());
      } catch (UnknownTopicOrPartitionException e) {
        LOG.debug("{} is gone", partition, e);
      }
    }
    return beginnings;
  }
}
