package io.headwater.evaluator.internal.scorer;

import io.headwater.schemas.contract.RecordSize;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Records that were fetched but not yet decided on, by partition; used by one thread.
 *
 * <p>A partition that has half of its share of the bytes is paused. Its queue takes no more than
 * the share and one record; what a poll brings beyond that is fetched again later.
 */
final class PartitionQueues {
  private static final int FULL = 1000;

  private final Map<TopicPartition, Queue> queues = new LinkedHashMap<>();
  private final long mostBytes;

  /** The records of a partition and their size. */
  private static final class Queue {
    private final Deque<ConsumerRecord<byte[], byte[]>> records = new ArrayDeque<>();
    private long bytes;

    boolean holds(long share) {
      return records.size() >= FULL || bytes >= share / 2;
    }

    boolean isLow(long share) {
      return records.size() < FULL / 2 && bytes < share / 2;
    }
  }

  /**
   * Makes queues of no partition.
   *
   * @param mostBytes most bytes of all records, which the partitions share evenly; each partition
   *     may hold one record more
   */
  PartitionQueues(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  void own(Collection<TopicPartition> partitions) {
    partitions.forEach(partition -> queues.putIfAbsent(partition, new Queue()));
  }

  void disown(Collection<TopicPartition> partitions) {
    partitions.forEach(queues::remove);
  }

  /** Queues the result of a poll; moves the consumer back to what there is no room for. */
  void add(ConsumerRecords<byte[], byte[]> polled, Consumer<?, ?> consumer) {
    for (TopicPartition partition : polled.partitions()) {
      Queue queue = queues.get(partition);
      if (queue != null) {
        add(partition, polled.records(partition), queue, consumer);
      }
    }
  }

  private void add(
      TopicPartition partition,
      List<ConsumerRecord<byte[], byte[]>> records,
      Queue queue,
      Consumer<?, ?> consumer) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (queue.bytes >= share()) {
        consumer.seek(partition, record.offset());
        return;
      }
      queue.records.add(record);
      queue.bytes += sizeOf(record);
    }
  }

  /** Pauses partitions that have enough queued, and resumes the others. */
  void regulate(Consumer<?, ?> consumer) {
    Set<TopicPartition> paused = consumer.paused();
    Set<TopicPartition> pause = new HashSet<>();
    Set<TopicPartition> resume = new HashSet<>();
    long share = share();
    queues.forEach(
        (partition, queue) -> {
          if (queue.holds(share) && !paused.contains(partition)) {
            pause.add(partition);
          } else if (queue.isLow(share) && paused.contains(partition)) {
            resume.add(partition);
          }
        });
    consumer.pause(pause);
    consumer.resume(resume);
  }

  /** Returns a copy of the owned partitions. */
  List<TopicPartition> partitions() {
    return new ArrayList<>(queues.keySet());
  }

  /** Returns the bytes of the records queued. */
  long bytes() {
    return queues.values().stream().mapToLong(queue -> queue.bytes).sum();
  }

  /** Returns the next record of an owned partition, which stays queued. */
  Optional<ConsumerRecord<byte[], byte[]>> next(TopicPartition partition) {
    return Optional.ofNullable(queues.get(partition).records.peek());
  }

  /** Removes the next record of an owned partition. */
  void remove(TopicPartition partition) {
    Queue queue = queues.get(partition);
    queue.bytes -= sizeOf(queue.records.remove());
  }

  private long share() {
    return Math.max(2, mostBytes / Math.max(1, queues.size()));
  }

  private static long sizeOf(ConsumerRecord<byte[], byte[]> record) {
    return RecordSize.of(record.key(), record.value(), record.headers());
  }
}
