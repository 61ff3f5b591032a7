package io.headwater.model.checkpoint.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.headwater.model.checkpoint.AbsentCheckpointException;
import io.headwater.model.checkpoint.CheckpointFiles;
import io.headwater.model.checkpoint.CheckpointManifest.StoredFile;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkReaderTest {
  private static final TopicPartition PARTITION = new TopicPartition("t", 0);
  private static final ChunkRange RANGE =
      new ChunkRange("t", 0, 100, 109, 4, 3, "m:v1-e1-0123456789ab");
  private static final ChunkLayout LAYOUT =
      new ChunkLayout(List.of(new StoredFile("a", 12, "")), 3);

  @TempDir private Path folder;
  private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
  private final Set<Integer> failing = new HashSet<>();
  private final List<Long> startedAt = new ArrayList<>();
  private KafkaException failure = new NetworkException("the broker is away");
  private int polls;
  private final CountDownLatch closed = new CountDownLatch(1);
  private PartialFolder partial;

  @BeforeEach
  void open() throws IOException {
    partial = PartialFolder.resume(folder, LAYOUT, CheckpointFiles.ALL);
  }

  /** A consumer of {@link #log} that hands over one record a poll, and fails at some polls. */
  private Consumer<byte[], byte[]> consumer() {
    return new MockConsumer<>("none") {
      private long position;

      @Override
      public synchronized List<PartitionInfo> partitionsFor(String topic) {
        return List.of(new PartitionInfo("t", 0, null, null, null));
      }

      @Override
      public synchronized void seek(TopicPartition partition, long offset) {
        startedAt.add(offset);
        position = offset;
        updateBeginningOffsets(Map.of(PARTITION, 0L));
        super.seek(partition, offset);
      }

      @Override
      public synchronized org.apache.kafka.clients.consumer.ConsumerRecords<byte[], byte[]> poll(
          java.time.Duration timeout) {
        if (failing.remove(++polls)) {
          throw failure;
        }
        log.stream()
            .filter(record -> record.offset() >= position)
            .findFirst()
            .ifPresent(
                record -> {
                  position = record.offset() + 1;
                  addRecord(record);
                });
        return super.poll(timeout);
      }

      @Override
      public synchronized Map<TopicPartition, Long> endOffsets(
          java.util.Collection<TopicPartition> partitions) {
        return Map.of(PARTITION, log.isEmpty() ? 0 : log.get(log.size() - 1).offset() + 1);
      }
    };
  }

  private ChunkReader reader() {
    return new ChunkReader(this::consumer, new BrokerCalls(closed));
  }

  private void chunk(long offset, int index) {
    log.add(new ConsumerRecord<>("t", 0, offset, RANGE.key(index), value(index)));
  }

  private void foreign(long offset) {
    byte[] key = "m:v2-e1-0123456789ab:0".getBytes(StandardCharsets.UTF_8);
    log.add(new ConsumerRecord<>("t", 0, offset, key, value(9)));
  }

  private static byte[] value(int index) {
    byte b = (byte) index;
    return new byte[] {b, b, b};
  }

  @Test
  void shouldTakeItsOwnChunksAmongOthersFromWhereTheyBegin() throws IOException {
    foreign(99);
    chunk(100, 0);
    foreign(102);
    chunk(103, 1);
    chunk(104, 1);
    chunk(108, 2);
    chunk(109, 3);

    reader().read(RANGE, partial);

    assertThat(startedAt).containsExactly(100L);
    assertThat(folder.resolve("a"))
        .hasBinaryContent(new byte[] {0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3});
  }

  @Test
  void shouldPassOverAFileThatIsNotWanted() throws IOException {
    ChunkLayout layout =
        new ChunkLayout(
            List.of(
                new StoredFile("a", 3, ""),
                new StoredFile("optimizer.safetensors", 6, ""),
                new StoredFile("z", 3, "")),
            3);
    for (int index = 0; index < 4; index++) {
      chunk(100 + 3L * index, index);
    }
    PartialFolder model = PartialFolder.resume(folder, layout, CheckpointFiles.MODEL);

    reader().read(RANGE, model);

    assertThat(startedAt).containsExactly(100L, 103L);
    assertThat(model.finished().toFile().list()).containsExactlyInAnyOrder("a", "z");
    assertThat(folder.resolve("z")).hasBinaryContent(value(3));
  }

  @Test
  void shouldGoOnBehindTheChunksItHasWhenTheBrokerIsBack() throws IOException {
    chunk(100, 0);
    chunk(103, 1);
    chunk(108, 2);
    chunk(109, 3);
    failing.add(3);

    reader().read(RANGE, partial);

    assertThat(startedAt).containsExactly(100L, 102L);
    assertThat(partial.isComplete()).isTrue();
  }

  @Test
  void shouldSayWhichChunkIsNoLongerThere() {
    chunk(100, 0);
    chunk(108, 2);
    chunk(109, 3);

    assertThatExceptionOfType(AbsentCheckpointException.class)
        .isThrownBy(() -> reader().read(RANGE, partial))
        .withMessageStartingWith("chunk 1 of 4 of " + RANGE)
        .withMessageContaining("is missing");
  }

  @Test
  void shouldNotTakeChunksFromBeyondTheRange() {
    chunk(100, 0);
    chunk(101, 1);
    chunk(102, 2);
    chunk(110, 3);

    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> reader().read(RANGE, partial))
        .withMessageStartingWith("chunk 3 of 4");
  }

  @Test
  void shouldNotWaitForeverForATopicThatEndsTooSoon() {
    chunk(100, 0);

    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> reader().read(RANGE, partial))
        .withMessageStartingWith("chunk 1 of 4")
        .withMessageContaining("the topic ends before it")
        .isNotInstanceOf(AbsentCheckpointException.class);
    assertThat(startedAt).as("looks").hasSizeGreaterThan(1);
  }

  @Test
  void shouldReportARefusalAtOnce() {
    failure = new TopicAuthorizationException("no");
    failing.add(1);

    assertThatIOException()
        .isThrownBy(() -> reader().read(RANGE, partial))
        .isNotInstanceOf(CorruptCheckpointException.class)
        .withMessageContaining("cannot read m:v1-e1-0123456789ab from topic t");
  }

  @Test
  void shouldEndWithItsStore() {
    closed.countDown();

    assertThatIOException()
        .isThrownBy(() -> reader().read(RANGE, partial))
        .withMessage("the checkpoint store is closed");
  }
}
