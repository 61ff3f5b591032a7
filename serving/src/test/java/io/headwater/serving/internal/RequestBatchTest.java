package io.headwater.serving.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RequestBatchTest {
  private static final TopicPartition FIRST = new TopicPartition("t.requests", 0);
  private static final TopicPartition SECOND = new TopicPartition("t.requests", 1);

  @Property(tries = 200)
  void shouldTakeAsManyShortRequestsAsFitAndNotOneMore(
      @ForAll @IntRange(min = 1, max = 200) int most) {
    RequestBatch batch = new RequestBatch(most, 1 << 20);
    int poll = RequestBatch.pollRecords(most);
    long next = 0;
    while (!batch.isFull()) {
      batch.add(polled(FIRST, next, poll, 10));
      next += poll;
    }
    assertThat(batch.records()).hasSizeBetween(most - poll + 1, most);
  }

  @Test
  void shouldBeFullWithFewLongRequests() {
    RequestBatch batch = new RequestBatch(64, 16 << 20);
    batch.add(polled(FIRST, 0, 10, 900_000));
    assertThat(batch.isFull()).isFalse();
    batch.add(polled(FIRST, 10, 10, 900_000));
    assertThat(batch.isFull()).isTrue();
  }

  @Test
  void shouldCommitWhatEachPollReached() {
    RequestBatch batch = new RequestBatch(64, 1 << 20);
    batch.add(polled(FIRST, 0, 2, 10));
    batch.add(polled(SECOND, 5, 1, 10));
    batch.add(polled(FIRST, 2, 1, 10));

    assertThat(batch.records()).extracting(ConsumerRecord::offset).containsExactly(0L, 1L, 2L, 5L);
    assertThat(batch.offsets())
        .isEqualTo(Map.of(FIRST, new OffsetAndMetadata(3), SECOND, new OffsetAndMetadata(6)));
  }

  @Test
  void shouldLeaveTheRequestsOfAPartitionThatWasTakenAwayToItsNextOwner() {
    RequestBatch batch = new RequestBatch(64, 1 << 20);
    batch.add(polled(FIRST, 0, 2, 10));
    batch.add(polled(SECOND, 5, 1, 10));
    batch.onPartitionsRevoked(List.of(FIRST));

    assertThat(batch.records()).extracting(ConsumerRecord::offset).containsExactly(5L);
    assertThat(batch.offsets()).containsOnlyKeys(SECOND);
    batch.clear();
    assertThat(batch.isEmpty()).isTrue();
    assertThat(batch.offsets()).isEmpty();
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
