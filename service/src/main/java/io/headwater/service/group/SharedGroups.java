package io.headwater.service.group;

import io.headwater.schemas.KafkaFutures;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a group that several models share go on where each model's own group has stopped. */
public final class SharedGroups {
  private static final Logger log = LoggerFactory.getLogger(SharedGroups.class);

  private SharedGroups() {}

  /**
   * Gives a group that has never committed an offset of the topics the greatest offsets that its
   * predecessors committed. Before there was a shared group, each model's group did the work on its
   * own; what one of them has done is not done again.
   *
   * @param predecessors selects the groups by id
   * @param topics selects the topics by name
   */
  public static void inherit(
      Admin admin, String group, Predicate<String> predecessors, Predicate<String> topics) {
    if (!committed(admin, group, topics).isEmpty()) {
      return;
    }
    List<String> before =
        KafkaFutures.await(admin.listGroups(ListGroupsOptions.forConsumerGroups()).all()).stream()
            .map(GroupListing::groupId)
            .filter(predecessors)
            .toList();
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (String one : before) {
      committed(admin, one, topics)
          .forEach(
              (partition, offset) ->
                  offsets.merge(
                      partition,
                      offset,
                      (known, other) -> other.offset() > known.offset() ? other : known));
    }
    if (offsets.isEmpty()) {
      return;
    }
    try {
      KafkaFutures.await(admin.alterConsumerGroupOffsets(group, offsets).all());
      log.info("Group {} goes on at the offsets of {}", group, before);
    } catch (KafkaException e) {
      // another member has joined, and has done this before
      log.info("Group {} is at work already: {}", group, e.getMessage());
    }
  }

  private static Map<TopicPartition, OffsetAndMetadata> committed(
      Admin admin, String group, Predicate<String> topics) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    KafkaFutures.await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .forEach(
            (partition, offset) ->
                Optional.ofNullable(offset)
                    .filter(known -> topics.test(partition.topic()))
                    .ifPresent(known -> offsets.put(partition, known)));
    return offsets;
  }
}
