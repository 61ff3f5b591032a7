package io.headwater.trainer.internal.stream;

import io.headwater.schemas.contract.SourcePartition;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The bounded queue between the poll thread and the assemble thread: a {@link BlockMerger} under a
 * lock.
 *
 * <p>The bound is per partition, two chunks: a partition that has reached it is paused by the poll
 * thread while the others go on, since a round needs all of them.
 */
public final class BlockBuffer {
  private final BlockMerger merger;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /**
   * Makes a buffer.
   *
   * @param blockRecords most records of a partition in a block
   * @param blockBytes bytes of a block that all partitions share
   * @param blockWaitNanos how long a block waits for a partition at the end of its log, in
   *     nanoseconds
   * @param nanoTime clock that measures the waits for records, like {@link System#nanoTime()}; safe
   *     for use by many threads
   */
  public BlockBuffer(
      int blockRecords, long blockBytes, long blockWaitNanos, LongSupplier nanoTime) {
    this.merger = new BlockMerger(blockRecords, blockBytes, blockWaitNanos);
    this.nanoTime = nanoTime;
  }

  /** Adds a partition that is read from {@code nextOffset}. */
  public void add(SourcePartition source, long nextOffset) {
    locked(() -> merger.add(source, nextOffset, nanoTime.getAsLong()));
  }

  /** Forgets a partition. */
  public void remove(SourcePartition source) {
    locked(() -> merger.remove(source));
  }

  /** Excludes a partition from the rounds, or includes it again. */
  public void hold(SourcePartition source, boolean held) {
    locked(() -> merger.hold(source, held));
  }

  /**
   * Buffers the result of a poll; see {@link BlockMerger#offer}.
   *
   * @return how many of the records were taken
   */
  public int offer(
      SourcePartition source,
      List<ConsumerRecord<byte[], byte[]>> records,
      long nextOffset,
      boolean atEnd) {
    lock.lock();
    try {
      int taken = merger.offer(source, records, nextOffset, atEnd, nanoTime.getAsLong());
      if (!records.isEmpty() || atEnd) {
        changed.signalAll();
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether a partition has reached its bound of buffered records or bytes. */
  public boolean isFull(SourcePartition source) {
    lock.lock();
    try {
      return merger.isFull(source);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns whether the oldest buffered record of a partition arrived {@code nanos} ago or more.
   */
  public boolean hasWaited(SourcePartition source, long nanos) {
    lock.lock();
    try {
      return merger.waiting(source, nanoTime.getAsLong()).orElse(-1) >= nanos;
    } finally {
      lock.unlock();
    }
  }

  /** Waits at most {@code timeoutNanos} for the next block; empty if there is none by then. */
  public Optional<Block> take(long timeoutNanos) throws InterruptedException {
    long deadline = System.nanoTime() + timeoutNanos;
    // A block can become due by time alone, so the merger is asked every few milliseconds.
    long pause = TimeUnit.MILLISECONDS.toNanos(5);
    lock.lockInterruptibly();
    try {
      while (true) {
        Optional<Block> block = merger.take(nanoTime.getAsLong());
        long left = deadline - System.nanoTime();
        if (block.isPresent() || left <= 0) {
          return block;
        }
        // How the wait ended does not matter: the merger is asked again either way.
        long unused = changed.awaitNanos(Math.min(left, pause));
      }
    } finally {
      lock.unlock();
    }
  }

  private void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }
}
