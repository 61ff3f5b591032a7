package io.headwater.trainer.internal.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.contract.SourcePartition;
import io.headwater.trainer.internal.fake.Samples;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BlockBufferTest {
  private static final SourcePartition SOURCE = Samples.FIRST;
  private static final long LONG = 30_000_000_000L;

  private final AtomicLong nanoTime = new AtomicLong();
  private final BlockBuffer buffer = new BlockBuffer(2, Long.MAX_VALUE, 100, nanoTime::get);

  @Test
  void shouldBeFullAtTwoBlocksOfAPartition() throws Exception {
    buffer.add(SOURCE, 0);
    offer(0, 3);
    assertThat(buffer.isFull(SOURCE)).isFalse();
    offer(3, 4);
    assertThat(buffer.isFull(SOURCE)).isTrue();

    assertThat(buffer.take(0)).isPresent();
    assertThat(buffer.isFull(SOURCE)).isFalse();
    assertThat(buffer.isFull(Samples.SECOND)).as("an unknown one").isFalse();
  }

  @Test
  void shouldGiveABlockToAThreadThatWaitsForIt() throws Exception {
    buffer.add(SOURCE, 0);
    CompletableFuture<Optional<Block>> block = CompletableFuture.supplyAsync(this::takeLong);
    offer(0, 2);

    assertThat(block.get().orElseThrow().size()).isEqualTo(2);
  }

  @Test
  void shouldLookAgainForABlockThatOnlyTimeMakesDue() throws Exception {
    buffer.add(SOURCE, 0);
    offer(0, 1);
    assertThat(buffer.take(0)).isEmpty();
    CompletableFuture<Optional<Block>> block = CompletableFuture.supplyAsync(this::takeLong);
    nanoTime.set(100);

    assertThat(block.get().orElseThrow().size()).isEqualTo(1);
  }

  @Test
  void shouldSayHowLongTheOldestRecordHasWaited() {
    buffer.add(SOURCE, 0);
    nanoTime.set(10);
    assertThat(buffer.hasWaited(SOURCE, 0)).as("there is none").isFalse();
    offer(0, 1);
    nanoTime.set(15);
    offer(1, 2);

    assertThat(buffer.hasWaited(SOURCE, 5)).isTrue();
    assertThat(buffer.hasWaited(SOURCE, 6)).isFalse();
  }

  @Test
  void shouldDropWhatStillComesOfAPartitionThatWasRemoved() throws Exception {
    buffer.add(SOURCE, 0);
    buffer.remove(SOURCE);
    offer(0, 2);

    assertThat(buffer.take(0)).isEmpty();
  }

  private Optional<Block> takeLong() {
    try {
      return buffer.take(LONG);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void offer(long from, long to) {
    List<ConsumerRecord<byte[], byte[]>> messages =
        LongStream.range(from, to)
            .mapToObj(
                offset -> new ConsumerRecord<>(SOURCE.topic(), 0, offset, new byte[0], new byte[0]))
            .toList();
    buffer.offer(SOURCE, messages, to, true);
  }
}
