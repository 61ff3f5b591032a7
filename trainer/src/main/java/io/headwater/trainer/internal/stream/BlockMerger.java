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
 * <p>A partition gives exactly {@code blockRecords} records per round. It may give fewer, or none,
 * only if the reader is at the end of its log and the partition has been short of records for
 * {@code blockWait}. So with enough records in the topics the blocks depend only on the records,
 * not on when they were fetched. If no partition is full, a block also waits until its oldest
 * record is {@code blockWait} old, so that slowly arriving records are not taken one at a time.
 *
 * <p>All times are nanoseconds of the same clock. Not safe for use by many threads.
 */
public final class BlockMerger {
  private final int blockRecords;
  private final long blockWait;
  private final SortedMap<SourcePartition, PartitionQueue> queues = new TreeMap<>();

  /** Makes a merger of blocks with at most {@code blockRecords} records per partition. */
  public BlockMerger(int blockRecords, long blockWaitNanos) {
    if (blockRecords < 1) {
      throw new IllegalArgumentException(
          "blockRecords is " + blockRecords + " but must be 1 or more");
    }
    this.blockRecords = blockRecords;
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
   * Buffers the result of a poll; ignores it if the partition is unknown.
   *
   * @param records records by rising offset, none before the last {@code nextOffset} offered
   * @param nextOffset the reader's position after these records
   * @param atEnd whether that position is the end of the log
   */
  public void offer(
      SourcePartition source,
      List<ConsumerRecord<byte[], byte[]>> records,
      long nextOffset,
      boolean atEnd,
      long now) {
    PartitionQueue queue = queues.get(source);
    if (queue != null) {
      queue.offer(records, nextOffset, atEnd, now, blockRecords);
    }
  }

  /** Returns the number of buffered records of a partition; 0 if the partition is unknown. */
  public int buffered(SourcePartition source) {
    PartitionQueue queue = queues.get(source);
    return queue == null ? 0 : queue.size();
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
    boolean anyFull = false;
    boolean anyRipe = false;
    for (PartitionQueue queue : queues.values()) {
      if (queue.held) {
        continue;
      }
      if (queue.size() >= blockRecords) {
        anyFull = true;
      } else if (!queue.atEnd || now - queue.shortSince < blockWait) {
        return Optional.empty();
      } else if (queue.hasAdvanced()) {
        anyRipe |= now - queue.oldestArrival() >= blockWait;
      }
    }
    if (!anyFull && !anyRipe) {
      return Optional.empty();
    }
    List<Chunk> chunks = new ArrayList<>();
    for (PartitionQueue queue : queues.values()) {
      if (!queue.held && queue.hasAdvanced()) {
        chunks.add(queue.take(blockRecords, now));
      }
    }
    return Optional.of(new Block(chunks));
  }

  private PartitionQueue queue(SourcePartition source) {
    PartitionQueue queue = queues.get(source);
    if (queue == null) {
      throw new IllegalArgumentException(source + " was not added");
    }
    return queue;
  }
}
