package io.headwater.trainer.internal.fake;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Kafka's mock consumer, fed from the logs of a {@link FakeBroker}. */
public final class FakeConsumer extends MockConsumer<byte[], byte[]> {
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

  private final FakeBroker broker;
  private final Map<TopicPartition, Long> committed = new ConcurrentHashMap<>();

  FakeConsumer(FakeBroker broker, String reset) {
    super(reset);
    this.broker = broker;
  }

  @Override
  public synchronized List<PartitionInfo> partitionsFor(String topic) {
    return broker.partitions(topic).stream()
        .map(partition -> new PartitionInfo(topic, partition.partition(), null, null, null))
        .toList();
  }

  @Override
  public synchronized void assign(Collection<TopicPartition> partitions) {
    super.assign(partitions);
    updateBeginningOffsets(beginningOffsets(partitions));
  }

  /** Has the group this consumer subscribed in give it a partition, at a poll. */
  public void assignByGroup(TopicPartition partition) {
    schedulePollTask(
        () -> {
          updateBeginningOffsets(Map.of(partition, 0L));
          rebalance(List.of(partition));
        });
  }

  /** Has the group find that it has not heard of this consumer for too long, at a poll. */
  public void loseAll() {
    schedulePollTask(() -> rebalance(List.of()));
  }

  @Override
  public synchronized void commitAsync(
      Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
    offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
    callback.onComplete(offsets, null);
  }

  /** Returns the offsets committed so far, also after the end. */
  public Map<TopicPartition, Long> committedOffsets() {
    return Map.copyOf(committed);
  }

  @Override
  public synchronized Map<TopicPartition, Long> beginningOffsets(
      Collection<TopicPartition> partitions) {
    return partitions.stream().collect(Collectors.toMap(p -> p, broker::beginning));
  }

  @Override
  public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
    return partitions.stream().collect(Collectors.toMap(p -> p, broker::end));
  }

  @Override
  public synchronized OptionalLong currentLag(TopicPartition partition) {
    return OptionalLong.of(broker.end(partition) - position(partition));
  }

  @Override
  public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    super.poll(timeout); // scheduled tasks, wake-ups and failures
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    List<TopicPartition> wanted =
        assignment().stream().filter(partition -> !paused().contains(partition)).toList();
    wanted.forEach(this::requireInRange);
    wanted.forEach(partition -> fetch(partition, records, next));
    if (records.isEmpty()) {
      LockSupport.parkNanos(PAUSE); // as a broker's empty answer would come after a while
    }
    return new ConsumerRecords<>(records, next);
  }

  private void requireInRange(TopicPartition partition) {
    long position = position(partition);
    if (position < broker.beginning(partition) || position > broker.end(partition)) {
      throw new OffsetOutOfRangeException(Map.of(partition, position));
    }
  }

  private void fetch(
      TopicPartition partition,
      Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records,
      Map<TopicPartition, OffsetAndMetadata> next) {
    long position = position(partition);
    if (position < broker.end(partition)) {
      List<ConsumerRecord<byte[], byte[]>> arrived = broker.from(partition, position);
      long after = position + arrived.size();
      records.put(partition, arrived);
      next.put(partition, new OffsetAndMetadata(after));
      seek(partition, after);
    }
  }
}
