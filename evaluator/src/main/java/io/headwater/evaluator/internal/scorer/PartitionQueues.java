package io.headwater.evaluator.internal.scorer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** Records that were fetched but not yet decided on, by partition; used by one thread. */
final class PartitionQueues {
  private static final int FULL = 1000;

  private final Map<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>> queues =
      new LinkedHashMap<>();

  void own(Collection<TopicPartition> partitions) {
    partitions.forEach(partition -> queues.putIfAbsent(partition, new ArrayDeque<>()));
  }

  void disown(Collection<TopicPartition> partitions) {
    partitions.forEach(queues::remove);
  }

  void add(ConsumerRecords<byte[], byte[]> records) {
    records.forEach(
        record -> {
          Deque<ConsumerRecord<byte[], byte[]>> queue =
              queues.get(new TopicPartition(record.topic(), record.partition()));
          if (queue != null) {
            queue.add(record);
          }
        });
  }

  /** Pauses partitions that have enough records queued, and resumes the others. */
  void regulate(Consumer<?, ?> consumer) {
    Set<TopicPartition> paused = consumer.paused();
    Set<TopicPartition> pause = new HashSet<>();
    Set<TopicPartition> resume = new HashSet<>();
    queues.forEach(
        (partition, queue) -> {
          if (queue.size() >= FULL && !paused.contains(partition)) {
            pause.add(partition);
          } else if (queue.size() < FULL / 2 && paused.contains(partition)) {
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

  Deque<ConsumerRecord<byte[], byte[]>> of(TopicPartition partition) {
    return queues.get(partition);
  }
}
