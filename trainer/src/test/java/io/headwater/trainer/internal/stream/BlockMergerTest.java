package io.headwater.trainer.internal.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.contract.SourcePartition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class BlockMergerTest {
  private static final long WAIT = 1_000;
  private static final long MANY = Long.MAX_VALUE;
  private static final long LARGEST = 256 + 999;

  /** A full partition: the offsets that hold records, and the log's end. */
  record Log(SourcePartition source, List<Long> offsets, long end) {}

  @Provide
  Arbitrary<List<Log>> logs() {
    Arbitrary<List<Integer>> steps = Arbitraries.integers().between(1, 4).list().ofMaxSize(40);
    return steps
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(
            partitions -> {
              List<Log> logs = new ArrayList<>();
              for (int p = 0; p < partitions.size(); p++) {
                List<Long> offsets = new ArrayList<>();
                long next = p; // some logs begin behind offset 0
                for (int step : partitions.get(p)) {
                  next += step - 1;
                  offsets.add(next++);
                }
                logs.add(
                    new Log(
                        new SourcePartition("examples." + (char) ('a' + p % 2), "id", p),
                        offsets,
                        next + p % 3));
              }
              return logs;
            });
  }

  @Property(tries = 300)
  void shouldTakeTheSameBlocksHoweverAFullTopicIsFetched(
      @ForAll("logs") List<Log> logs,
      @ForAll @IntRange(min = 1, max = 9) int blockRecords,
      @ForAll @IntRange(min = 1, max = 9_000) int blockBytes,
      @ForAll long oneTiming,
      @ForAll long otherTiming) {
    assertThat(drain(logs, blockRecords, blockBytes, oneTiming))
        .isEqualTo(drain(logs, blockRecords, blockBytes, otherTiming));
  }

  @Property(tries = 300)
  void shouldEndAChunkWithTheRecordThatReachesTheShareOfBytes(
      @ForAll("logs") List<Log> logs,
      @ForAll @IntRange(min = 1, max = 9) int blockRecords,
      @ForAll @IntRange(min = 1, max = 9_000) int blockBytes,
      @ForAll long timing) {
    long share = Math.max(1, blockBytes / logs.size());
    Map<SourcePartition, Integer> left = new LinkedHashMap<>();
    logs.forEach(log -> left.put(log.source(), log.offsets().size()));
    for (Block block : merge(logs, blockRecords, blockBytes, timing)) {
      for (Chunk chunk : block.chunks()) {
        int count = chunk.records().size();
        boolean isLast = left.merge(chunk.source(), -count, Integer::sum) == 0;
        long bytes = bytes(chunk.records());
        assertThat(isLast || count == blockRecords || bytes >= share).isTrue();
        assertThat(count > 0 ? bytes(chunk.records().subList(0, count - 1)) : 0).isLessThan(share);
      }
    }
    assertThat(left.values()).containsOnly(0);
  }

  @Property(tries = 300)
  void shouldHoldNoMoreThanThreeBlocksOfBytesAndARecordOfEachPartition(
      @ForAll("logs") List<Log> logs,
      @ForAll @IntRange(min = 1, max = 9) int blockRecords,
      @ForAll @IntRange(min = 3_000, max = 9_000) int blockBytes,
      @ForAll long timing) {
    long most = 3L * blockBytes + logs.size() * LARGEST;
    merge(
        logs,
        blockRecords,
        blockBytes,
        timing,
        merger -> assertThat(merger.bytes()).isLessThanOrEqualTo(most));
  }

  @Property(tries = 300)
  void shouldTakeEveryOffsetOnceAndInOrder(
      @ForAll("logs") List<Log> logs,
      @ForAll @IntRange(min = 1, max = 9) int blockRecords,
      @ForAll long timing) {
    Map<SourcePartition, List<Long>> records = new LinkedHashMap<>();
    Map<SourcePartition, Long> next = new LinkedHashMap<>();
    logs.forEach(log -> records.put(log.source(), new ArrayList<>()));
    logs.forEach(log -> next.put(log.source(), 0L));
    for (Block block : merge(logs, blockRecords, MANY, timing)) {
      for (Chunk chunk : block.chunks()) {
        assertThat(chunk.from()).isEqualTo(next.put(chunk.source(), chunk.to()));
        assertThat(chunk.records()).hasSizeLessThanOrEqualTo(blockRecords);
        chunk.records().forEach(r -> records.get(chunk.source()).add(r.offset()));
      }
    }
    for (Log log : logs) {
      assertThat(records.get(log.source())).isEqualTo(log.offsets());
      assertThat(next.get(log.source())).isEqualTo(log.end());
    }
  }

  @Property(tries = 300)
  void shouldNeverPassAPartitionThatHasMore(
      @ForAll("logs") List<Log> logs,
      @ForAll @IntRange(min = 1, max = 9) int blockRecords,
      @ForAll long timing) {
    Map<SourcePartition, Integer> left = new LinkedHashMap<>();
    logs.forEach(log -> left.put(log.source(), log.offsets().size()));
    for (Block block : merge(logs, blockRecords, MANY, timing)) {
      Map<SourcePartition, Integer> taken = new LinkedHashMap<>();
      block.chunks().forEach(chunk -> taken.put(chunk.source(), chunk.records().size()));
      for (Log log : logs) {
        int expected = Math.min(blockRecords, left.get(log.source()));
        assertThat(taken.getOrDefault(log.source(), 0)).isEqualTo(expected);
        left.merge(log.source(), -expected, Integer::sum);
      }
    }
  }

  @Test
  void shouldWaitForAShortPartitionUntilItsLogEndIsReachedAndTheWaitIsOver() {
    SourcePartition full = new SourcePartition("a", "id", 0);
    SourcePartition empty = new SourcePartition("b", "id", 0);
    BlockMerger merger = new BlockMerger(2, MANY, WAIT);
    merger.add(full, 0, 0);
    merger.add(empty, 0, 0);
    merger.offer(full, records(full, List.of(0L, 1L, 2L)), 3, false, 0);

    assertThat(merger.take(10 * WAIT)).as("not known to be at its end").isEmpty();
    merger.offer(empty, List.of(), 0, true, 0);
    assertThat(merger.take(WAIT - 1)).as("wait not over").isEmpty();
    assertThat(merger.take(WAIT)).isPresent();
  }

  @Test
  void shouldNotTakeATrickleOneRecordAtATime() {
    SourcePartition source = new SourcePartition("a", "id", 0);
    BlockMerger merger = new BlockMerger(64, MANY, WAIT);
    merger.add(source, 0, 0);
    merger.offer(source, records(source, List.of(0L)), 1, true, 5 * WAIT);
    assertThat(merger.take(5 * WAIT)).isEmpty();
    merger.offer(source, records(source, List.of(1L)), 2, true, 5 * WAIT + 10);
    assertThat(merger.take(6 * WAIT).orElseThrow().size()).isEqualTo(2);
  }

  @Test
  void shouldLeaveHeldPartitionsOutAndKeepWhatArrives() {
    SourcePartition held = new SourcePartition("a", "id", 0);
    SourcePartition other = new SourcePartition("b", "id", 0);
    BlockMerger merger = new BlockMerger(1, MANY, WAIT);
    merger.add(held, 0, 0);
    merger.add(other, 0, 0);
    merger.hold(held, true);
    merger.offer(held, records(held, List.of(0L)), 1, true, 0);
    merger.offer(other, records(other, List.of(0L)), 1, true, 0);

    assertThat(merger.take(0).orElseThrow().chunks()).extracting(Chunk::source).containsOnly(other);
    merger.hold(held, false);
    assertThat(merger.take(WAIT).orElseThrow().chunks())
        .extracting(Chunk::source)
        .containsOnly(held);
  }

  @Test
  void shouldTakeWhatItHadNoRoomForWhenItIsOfferedAgain() {
    SourcePartition source = new SourcePartition("a", "id", 0);
    BlockMerger merger = new BlockMerger(100, 1_000, WAIT);
    merger.add(source, 0, 0);
    List<ConsumerRecord<byte[], byte[]>> records =
        IntStream.range(0, 10).mapToObj(i -> message(source, i, 744)).toList();

    assertThat(merger.offer(source, records, 10, true, 0)).as("3,000 bytes").isEqualTo(3);
    assertThat(merger.isFull(source)).isTrue();
    assertThat(merger.take(0).orElseThrow().chunks().get(0).to()).isEqualTo(1);
    assertThat(merger.offer(source, records.subList(3, 10), 10, true, 0)).isEqualTo(1);
    assertThat(merger.take(0).orElseThrow().chunks().get(0).to()).isEqualTo(2);
  }

  @Test
  void shouldNotCallAPartitionShortOfRecordsThatHadNoRoomForMore() {
    SourcePartition source = new SourcePartition("a", "id", 0);
    BlockMerger merger = new BlockMerger(100, 1_000, WAIT);
    merger.add(source, 0, 0);
    List<ConsumerRecord<byte[], byte[]>> records =
        List.of(message(source, 0, 10_000), message(source, 1, 100), message(source, 2, 100));

    assertThat(merger.offer(source, records, 3, true, 0)).isEqualTo(1);
    assertThat(merger.take(0).orElseThrow().size()).isEqualTo(1);
    assertThat(merger.take(9 * WAIT)).as("the log goes on").isEmpty();
    assertThat(merger.offer(source, records.subList(1, 3), 3, true, 9 * WAIT)).isEqualTo(2);
    assertThat(merger.take(10 * WAIT).orElseThrow().size()).isEqualTo(2);
  }

  private static List<String> drain(
      List<Log> logs, int blockRecords, long blockBytes, long timing) {
    return merge(logs, blockRecords, blockBytes, timing).stream()
        .map(
            block ->
                block.chunks().stream()
                    .map(c -> c.source() + ":" + c.records().stream().map(r -> r.offset()).toList())
                    // A stretch without records may close a round or follow in one of its own.
                    .filter(text -> !text.endsWith(":[]"))
                    .toList()
                    .toString())
        .filter(text -> !text.equals("[]"))
        .toList();
  }

  private static List<Block> merge(List<Log> logs, int blockRecords, long blockBytes, long timing) {
    return merge(logs, blockRecords, blockBytes, timing, merger -> {});
  }

  /** Feeds the logs in random portions at random times, taking whenever a block may be taken. */
  private static List<Block> merge(
      List<Log> logs,
      int blockRecords,
      long blockBytes,
      long timing,
      Consumer<BlockMerger> afterOffer) {
    Random random = new Random(timing);
    BlockMerger merger = new BlockMerger(blockRecords, blockBytes, WAIT);
    Map<Log, Integer> read = new LinkedHashMap<>();
    for (Log log : logs) {
      merger.add(log.source(), 0, 0);
      read.put(log, 0);
    }
    List<Block> blocks = new ArrayList<>();
    long now = 0;
    List<Log> unread = new ArrayList<>(logs);
    while (!unread.isEmpty()) {
      now += random.nextLong(2 * WAIT);
      Collections.shuffle(unread, random);
      Log log = unread.get(0);
      int from = read.get(log);
      int to = Math.min(log.offsets().size(), from + random.nextInt(2 * blockRecords + 1));
      boolean last = to == log.offsets().size() && random.nextBoolean();
      List<Long> portion = log.offsets().subList(from, to);
      long position = last ? log.end() : to == 0 ? 0 : log.offsets().get(to - 1) + 1;
      int taken = merger.offer(log.source(), records(log.source(), portion), position, last, now);
      afterOffer.accept(merger);
      read.put(log, from + taken);
      if (last && taken == portion.size()) {
        unread.remove(log);
      }
      if (random.nextBoolean()) {
        merger.take(now).ifPresent(blocks::add);
      }
    }
    now += 3 * WAIT;
    for (Optional<Block> block = merger.take(now); block.isPresent(); block = merger.take(now)) {
      blocks.add(block.get());
      now += WAIT;
    }
    return blocks;
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(
      SourcePartition source, List<Long> offsets) {
    // Sizes vary, and are the same whenever a record is read.
    return offsets.stream()
        .map(offset -> message(source, offset, (int) (offset * 7_919 % 1_000)))
        .toList();
  }

  private static ConsumerRecord<byte[], byte[]> message(
      SourcePartition source, long offset, int bytes) {
    return new ConsumerRecord<>(
        source.topic(), source.partition(), offset, new byte[0], new byte[bytes]);
  }

  private static long bytes(List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream().mapToLong(ChunkLimit::sizeOf).sum();
  }
}
