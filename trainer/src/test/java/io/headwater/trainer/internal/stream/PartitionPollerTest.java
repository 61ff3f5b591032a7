package io.headwater.trainer.internal.stream;

import static io.headwater.trainer.internal.fake.Conditions.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.contract.SourcePartition;
import io.headwater.service.retry.Closing;
import io.headwater.trainer.internal.fake.Conditions;
import io.headwater.trainer.internal.fake.FakeBroker;
import io.headwater.trainer.internal.fake.FakeConsumer;
import io.headwater.trainer.internal.fake.Samples;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PartitionPollerTest {
  private static final SourcePartition FIRST = Samples.FIRST;
  private static final SourcePartition SECOND = Samples.SECOND;
  private static final int BLOCK = 4;
  private static final int BLOCK_BYTES = 100_000;

  private final FakeBroker broker = new FakeBroker();
  private final FakeConsumer consumer = broker.consumerWithoutReset();
  private final BlockBuffer buffer = new BlockBuffer(BLOCK, BLOCK_BYTES, 0, System::nanoTime);
  private final PartitionPoller poller = new PartitionPoller(consumer, buffer);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Set<SourcePartition> added = new HashSet<>();
  private Thread thread;

  @BeforeEach
  void start() {
    broker.create(FIRST.topic(), 2);
    thread = Conditions.start(() -> poller.run(Closing.of(stopped)));
  }

  @AfterEach
  void stop() throws InterruptedException {
    stopped.countDown();
    thread.join();
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void shouldReadFromWhereItIsTold() {
    append(FIRST, 3);
    assign(Map.of(FIRST, 1L, SECOND, 0L));

    assertThat(take(2)).containsExactly("0@1", "0@2");
    append(SECOND, 1);
    assertThat(take(1)).containsExactly("1@0");
  }

  @Test
  void shouldGoOnInAPartitionWhereOthersAreAdded() {
    append(FIRST, 2);
    assign(Map.of(FIRST, 0L));
    await(() -> poller.ends().equals(Map.of(FIRST, 2L)));
    append(FIRST, 1);
    append(SECOND, 1);
    assign(Map.of(FIRST, 0L, SECOND, 0L));

    assertThat(take(4)).containsExactlyInAnyOrder("0@0", "0@1", "0@2", "1@0");
  }

  @Test
  void shouldSayWhichPartitionsItReads() {
    assertThat(poller.isReading(FIRST)).isFalse();
    assign(Map.of(FIRST, 0L));
    await(() -> poller.isReading(FIRST));
    assign(Map.of(SECOND, 0L));
    await(() -> poller.isReading(SECOND));

    assertThat(poller.isReading(FIRST)).isFalse();
  }

  @Test
  void shouldReadNoMoreOfAFullPartitionWhileTheOthersGoOn() {
    append(FIRST, 2 * BLOCK);
    assign(Map.of(FIRST, 0L, SECOND, 0L));
    await(() -> consumer.paused().contains(FIRST.topicPartition()));
    append(FIRST, 1);
    append(SECOND, BLOCK);
    await(() -> poller.ends().equals(Map.of(FIRST, 9L, SECOND, 4L)));

    assertThat(consumer.paused()).containsExactly(FIRST.topicPartition());
    assertThat(take(2 * BLOCK + 1 + BLOCK)).contains("0@8", "1@3");
    await(() -> consumer.paused().isEmpty());
  }

  @Test
  void shouldGoOnAtTheFirstRecordThatTheLogStillHolds() {
    append(FIRST, 7);
    broker.truncate(FIRST.topicPartition(), 5);
    assign(Map.of(FIRST, 2L));

    assertThat(take(2)).containsExactly("0@5", "0@6");
  }

  @Test
  void shouldFetchAgainWhatAPollBroughtBeyondTheRoom() {
    for (int i = 0; i < 20; i++) {
      broker.append(FIRST.topicPartition(), new byte[0], new byte[60_000]);
    }
    append(SECOND, 1);
    assign(Map.of(FIRST, 0L, SECOND, 0L));
    await(() -> consumer.paused().contains(FIRST.topicPartition()));
    // all is there for one poll, and three times half a block is room for three records
    assertThat(consumer.position(FIRST.topicPartition())).isEqualTo(3);

    assertThat(take(21))
        .filteredOn(text -> text.startsWith("0@"))
        .containsExactlyElementsOf(IntStream.range(0, 20).mapToObj(i -> "0@" + i).toList());
  }

  @Test
  void shouldNotReadALogAgainThatEndsBeforeThePosition() {
    append(FIRST, 2);
    append(SECOND, 1);
    assign(Map.of(FIRST, 3L, SECOND, 0L));
    assertThat(take(1)).as("the others go on").containsExactly("1@0");
    append(FIRST, 2);

    assertThat(take(1)).as("what was not trained on is read").containsExactly("0@3");
  }

  @Test
  void shouldTryAgainWhereTheBrokerDoesNotAnswer() {
    consumer.setPollException(new TimeoutException("no answer"));
    append(FIRST, 1);
    assign(Map.of(FIRST, 0L));

    assertThat(take(1)).containsExactly("0@0");
  }

  private void assign(Map<SourcePartition, Long> starts) {
    starts.forEach(
        (source, start) -> {
          if (added.add(source)) {
            buffer.add(source, start);
          }
        });
    poller.assign(new TreeMap<>(starts));
  }

  private void append(SourcePartition source, int records) {
    for (int i = 0; i < records; i++) {
      broker.append(source.topicPartition(), new byte[0], new byte[] {1});
    }
  }

  /** Takes blocks until they hold so many records. */
  private List<String> take(int records) {
    List<String> taken = new ArrayList<>();
    await(
        () -> {
          blocks().stream()
              .flatMap(block -> block.chunks().stream())
              .flatMap(chunk -> chunk.records().stream())
              .map(PartitionPollerTest::text)
              .forEach(taken::add);
          return taken.size() >= records;
        });
    return taken;
  }

  private Optional<Block> blocks() {
    try {
      return buffer.take(0);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(ConsumerRecord<byte[], byte[]> message) {
    return message.partition() + "@" + message.offset();
  }
}
