package io.headwater.trainer.internal.stream;

import io.headwater.schemas.contract.SourcePartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Merges partitions into blocks: a round goes over the sorted partitions and takes one contiguous
 * chunk of each.
 *
 * <p>A partition gives records up to the one that is the {@code blockRecords}-th or that makes its
 * share of {@code blockBytes} full; each partition has an equal share, and a record is given
 * whatever its size. A partition may give less, or none, only if the reader is at the end of its
 * log and the partition has been short of records for {@code blockWait}. So with enough records in
 * the topics the blocks depend only on the records, not on when they were fetched. If no partition
 * has a whole chunk, a block also waits until its oldest record is {@code blockWait} old, so that
 * slowly arriving records are not taken one at a time.
 *
 * <p>A partition's queue takes no more once it holds three times the partition's share, so all of
 * them hold at most three times {@code blockBytes}, and one record more of each partition.
 *
 * <p>All times are nanoseconds of the same clock. Not safe for use by many threads.
 */
public final class BlockMerger {
  private final int blockRecords;
  private final long blockBytes;
  private final long blockWait;
  private final SortedMap<SourcePartition, PartitionQueue> queues = new TreeMap<>();

  /**
   * Makes a merger.
   *
   * @param blockRecords most records of a partition in a block
   * @param blockBytes bytes of a block that all partitions share
   */
  public BlockMerger(int blockRecords, long blockBytes, long blockWaitNanos) {
    if (blockRecords < 1 || blockBytes < 1) {
      throw new IllegalArgumentException(
          "blockRecords and blockBytes are %d and %d but must be 1 or more"
              .formatted(blockRecords, blockBytes));
    }
    this.blockRecords = blockRecords;
    this.blockBytes = blockBytes;
    this.blockWait = blockWaitNanos;
  }

  /** Adds a partition that is read from {@code nextOffset}. */
  public void add(SourcePartition source, long nextOffset, long now) {
    if (queues.putIfAbsent(source, new PartitionQueue(source, nextOffset, now)) != null) {
      throw new IllegalArgumentException(source + " was added already");
    }
  }

  /** Forgets a partition and its buffered records. */
  public void remove(SourcePartition source) {
    queues.remove(source);
  }

  /** Excludes a partition from the rounds, or includes it again; its records are still buffered. */
  public void hold(SourcePartition source, boolean held) {
    queue(source).held = held;
  }

  /**
   * Buffers the result of a poll, as far as there is room; ignores it if the partition is unknown.
   *
   * @param records records by rising offset, none before the last {@code nextOffset} offered
   * @param nextOffset the reader's position after these records
   * @param atEnd whether that position is the end of the log
   * @return how many of the records were taken; the reader has to offer the others again
   */
  public int offer(
      SourcePartition source,
      List<ConsumerRecord<byte[], byte[]>> records,
      long nextOffset,
      boolean atEnd,
      long now) {
    PartitionQueue queue = queues.get(source);
    return queue == null
        ? records.size()
        : queue.offer(records, nextOffset, atEnd, now, chunkLimit());
  }

  /** Returns whether a partition has two chunks buffered, so that no more of it is needed now. */
  public boolean isFull(SourcePartition source) {
    PartitionQueue queue = queues.get(source);
    return queue != null && queue.isFull(chunkLimit());
  }

  /** Returns the size of all buffered records, in bytes. */
  public long bytes() {
    return queues.values().stream().mapToLong(PartitionQueue::bytes).sum();
  }

  /** Returns how long ago the oldest buffered record of a partition arrived, in nanoseconds. */
  public OptionalLong waiting(SourcePartition source, long now) {
    PartitionQueue queue = queues.get(source);
    return queue == null || queue.size() == 0
        ? OptionalLong.empty()
        : OptionalLong.of(now - queue.oldestArrival());
  }

  /** Takes the next block, if one is due now. */
  public Optional<Block> take(long now) {
    ChunkLimit limit = chunkLimit();
    boolean anyComplete = false;
    boolean anyRipe = false;
    for (PartitionQueue queue : queues.values()) {
      if (queue.held) {
        continue;
      }
      if (queue.isComplete(limit)) {
        anyComplete = true;
      } else if (!queue.atEnd || now - queue.shortSince < blockWait) {
        return Optional.empty();
      } else if (queue.hasAdvanced()) {
        anyRipe |= now - queue.oldestArrival() >= blockWait;
      }
    }
    if (!anyComplete && !anyRipe) {
      return Optional.empty();
    }
    List<Chunk> chunks = new ArrayList<>();
    for (PartitionQueue queue : queues.values()) {
      if (!queue.held && queue.hasAdvanced()) {
        chunks.add(queue.take(limit, now));
      }
    }
    return Optional.of(new Block(chunks));
  }

  /** Returns the limit of each partition's chunks; it changes only with the set of partitions. */
  private ChunkLimit chunkLimit() {
    return new ChunkLimit(blockRecords, Math.max(1, blockBytes / Math.max(1, queues.size())));
  }

  private PartitionQueue queue(SourcePartition source) {
    PartitionQueue queue = queues.get(source);
    if (queue == null) {
      throw new IllegalArgumentException(source + " was not added");
    }
    return queue;
  }
}
