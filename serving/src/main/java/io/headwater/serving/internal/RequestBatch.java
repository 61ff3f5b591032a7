package io.headwater.serving.internal;

import io.headwater.schemas.contract.RecordSize;
import io.headwater.service.topic.FetchLimits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The requests of one transaction, taken by several polls; used by one thread.
 *
 * <p>A partition that is taken away between two of the polls takes its requests with it: whoever
 * gets the partition answers them.
 */
final class RequestBatch implements ConsumerRebalanceListener {
  private final int most;
  private final long mostBytes;
  private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> requests =
      new LinkedHashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();

  /**
   * Makes an empty batch.
   *
   * @param most most requests
   * @param mostBytes size of the requests at which the batch is full, in bytes
   */
  RequestBatch(int most, long mostBytes) {
    this.most = most;
    this.mostBytes = mostBytes;
  }

  void add(ConsumerRecords<byte[], byte[]> polled) {
    for (TopicPartition partition : polled.partitions()) {
      requests.computeIfAbsent(partition, p -> new ArrayList<>()).addAll(polled.records(partition));
    }
    offsets.putAll(polled.nextOffsets());
  }

  boolean isEmpty() {
    return requests.isEmpty();
  }

  /** Returns whether there is no room for another poll. */
  boolean isFull() {
    List<ConsumerRecord<byte[], byte[]>> records = records();
    long bytes =
        records.stream()
            .mapToLong(one -> RecordSize.of(one.key(), one.value(), one.headers()))
            .sum();
    return records.size() > most - pollRecords(most) || bytes >= mostBytes;
  }

  /** Returns the most records that a poll may bring to a batch of at most so many requests. */
  static int pollRecords(int most) {
    return Math.min(most, FetchLimits.POLL_RECORDS);
  }

  /** Returns the requests of each partition in their order. */
  List<ConsumerRecord<byte[], byte[]>> records() {
    return requests.values().stream().flatMap(List::stream).toList();
  }

  /** Removes and returns the requests; that they were read is still to be committed. */
  List<ConsumerRecord<byte[], byte[]>> removeRecords() {
    List<ConsumerRecord<byte[], byte[]>> removed = records();
    requests.clear();
    return removed;
  }

  /** Returns what to commit with the answers. */
  Map<TopicPartition, OffsetAndMetadata> offsets() {
    return Map.copyOf(offsets);
  }

  /** Makes the batch empty again. */
  void clear() {
    requests.clear();
    offsets.clear();
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    // their requests come with the next poll
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    requests.keySet().removeAll(partitions);
    offsets.keySet().removeAll(partitions);
  }
}
