package io.headwater.trainer.internal;

import io.headwater.service.lifecycle.Lifecycle;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The queue between the assemble thread and the step thread, bounded by the number of its entries
 * and by the bytes of the refused records in them.
 */
final class WorkQueue {
  private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final int capacity;
  private final long mostBytes;
  private final Lifecycle lifecycle;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition added = lock.newCondition();
  private final Condition taken = lock.newCondition();
  private final Queue<Work> queue = new ArrayDeque<>();
  private long bytes;
  private volatile boolean closed;

  /**
   * Makes an empty queue.
   *
   * @param capacity most entries
   * @param mostBytes most bytes of refused records; a single entry may have more
   */
  WorkQueue(int capacity, long mostBytes, Lifecycle lifecycle) {
    this.capacity = capacity;
    this.mostBytes = mostBytes;
    this.lifecycle = lifecycle;
  }

  /** Adds work, waiting for room; drops the work if the queue is closed or all is over. */
  void put(Work work) throws InterruptedException {
    long size = work.recordBytes();
    lock.lockInterruptibly();
    try {
      while (!closed && !lifecycle.isOver()) {
        if (hasRoom(size)) {
          queue.add(work);
          bytes += size;
          added.signal();
          return;
        }
        // That all is over is not signalled, so it is looked for.
        long unused = taken.awaitNanos(CHECK_NANOS);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean hasRoom(long size) {
    return queue.isEmpty() || (queue.size() < capacity && bytes + size <= mostBytes);
  }

  /** Takes work, waiting for it briefly; empty if none arrives. */
  Optional<Work> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = CHECK_NANOS;
      while (queue.isEmpty() && left > 0) {
        left = added.awaitNanos(left);
      }
      Optional<Work> next = Optional.ofNullable(queue.poll());
      next.ifPresent(work -> bytes -= work.recordBytes());
      taken.signal();
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** Closes the queue: nothing more will be taken, so nothing more is added. */
  void close() {
    closed = true;
  }
}
