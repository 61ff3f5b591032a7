package io.headwater.evaluator.internal.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PartitionQueuesTest {
  private static final TopicPartition FIRST = new TopicPartition("t.examples.mood", 0);
  private static final TopicPartition SECOND = new TopicPartition("t.examples.mood", 1);
  private static final int OVERHEAD = 256;

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final PartitionQueues queues = new PartitionQueues(10_000);

  PartitionQueuesTest() {
    consumer.assign(List.of(FIRST, SECOND));
    consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
    queues.own(List.of(FIRST, SECOND));
  }

  @Test
  void shouldPauseAPartitionWithHalfOfItsShareOfTheBytes() {
    poll(FIRST, 0, 1, 2_000);
    queues.regulate(consumer);
    assertThat(consumer.paused()).isEmpty();
    poll(FIRST, 1, 1, 2_000);
    queues.regulate(consumer);
    assertThat(consumer.paused()).containsExactly(FIRST);

    queues.remove(FIRST);
    queues.regulate(consumer);
    assertThat(consumer.paused()).isEmpty();
  }

  @Test
  void shouldPauseAPartitionWithAThousandShortRecords() {
    PartitionQueues wide = new PartitionQueues(1 << 30);
    wide.own(List.of(FIRST));
    wide.add(polled(FIRST, 0, 1_000, 10), consumer);
    wide.regulate(consumer);
    assertThat(consumer.paused()).containsExactly(FIRST);
  }

  @Test
  void shouldReadAgainWhatThereIsNoRoomFor() {
    poll(FIRST, 0, 20, 2_000);
    assertThat(consumer.position(FIRST)).isEqualTo(3);
    assertThat(drain(FIRST)).containsExactly(0L, 1L, 2L);

    poll(FIRST, 3, 17, 2_000);
    assertThat(drain(FIRST)).containsExactly(3L, 4L, 5L);
  }

  @Test
  void shouldTakeARecordOfAnySize() {
    poll(FIRST, 0, 2, 1_000_000);
    assertThat(drain(FIRST)).containsExactly(0L);
    poll(FIRST, 1, 1, 1_000_000);
    assertThat(drain(FIRST)).containsExactly(1L);
  }

  @Test
  void shouldForgetWhatItNoLongerOwns() {
    poll(FIRST, 0, 2, 1_000);
    queues.disown(List.of(FIRST));
    poll(FIRST, 2, 2, 1_000);
    assertThat(queues.bytes()).isZero();
  }

  @Property(tries = 300)
  void shouldHoldNoMoreThanItsBytesAndARecordOfEachPartition(
      @ForAll @Size(max = 40) List<@IntRange(max = 3) Integer> polls,
      @ForAll @IntRange(max = 4_000) int bytes) {
    queues.disown(List.of(FIRST, SECOND)); // the tries share them
    queues.own(List.of(FIRST, SECOND));
    Map<TopicPartition, Long> next = new HashMap<>(Map.of(FIRST, 0L, SECOND, 0L));
    for (int poll : polls) {
      TopicPartition partition = poll % 2 == 0 ? FIRST : SECOND;
      long from = next.get(partition);
      consumer.seek(partition, from + 30);
      poll(partition, from, 30, bytes);
      next.put(partition, consumer.position(partition));
      assertThat(queues.bytes()).isLessThanOrEqualTo(10_000 + 2 * (OVERHEAD + bytes));
      if (poll > 1 && queues.next(partition).isPresent()) {
        queues.remove(partition);
      }
    }
  }

  private List<Long> drain(TopicPartition partition) {
    List<Long> offsets = new ArrayList<>();
    for (Optional<ConsumerRecord<byte[], byte[]>> head = queues.next(partition);
        head.isPresent();
        head = queues.next(partition)) {
      offsets.add(head.get().offset());
      queues.remove(partition);
    }
    return offsets;
  }

  private void poll(TopicPartition partition, long from, int count, int bytes) {
    queues.add(polled(partition, from, count, bytes), consumer);
  }

  private static ConsumerRecords<byte[], byte[]> polled(
      TopicPartition partition, long from, int count, int bytes) {
    List<ConsumerRecord<byte[], byte[]>> records =
        LongStream.range(from, from + count)
            .mapToObj(
                offset ->
                    new ConsumerRecord<>(
                        partition.topic(),
                        partition.partition(),
                        offset,
                        new byte[0],
                        new byte[bytes]))
            .toList();
    return new ConsumerRecords<>(
        Map.of(partition, records), Map.of(partition, new OffsetAndMetadata(from + count)));
  }
}
