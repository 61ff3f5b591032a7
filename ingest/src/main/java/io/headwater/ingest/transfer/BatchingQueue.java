package io.headwater.ingest.transfer;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Hands items from one thread to another in batches, since waking a thread costs more than an item.
 *
 * <p>The first item wakes the taker, which then waits a few milliseconds for more.
 *
 * @param <T> type of the items
 */
final class BatchingQueue<T> {
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final int most;
  private final int enough;
  private final long room;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition taken = lock.newCondition();
  private final Condition given = lock.newCondition();
  private ArrayDeque<T> items = new ArrayDeque<>();
  private long held;
  private boolean ended;

  /**
   * Makes an empty queue.
   *
   * @param most most items that the queue holds
   * @param enough number of items at which the taker stops waiting for more, up to {@code most}
   * @param room total size of the items at which the giver waits; the last item may exceed it
   */
  BatchingQueue(int most, int enough, long room) {
    this.most = most;
    this.enough = enough;
    this.room = room;
  }

  /**
   * Adds an item, waiting until there is room.
   *
   * @param size how much of the room the item takes, at least 0
   */
  void put(T item, long size) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (items.size() >= most || held >= room) {
        taken.await();
      }
      items.add(item);
      held += size;
      if (items.size() == 1 || items.size() == enough || held >= room) {
        given.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Marks the end: no item follows. */
  void end() {
    lock.lock();
    try {
      ended = true;
      given.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for an item and returns all there are, in order; empty if no more will come. */
  Queue<T> takeAll() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (items.isEmpty() && !ended) {
        given.await();
      }
      long left = PATIENCE_NANOS;
      while (items.size() < enough && held < room && !ended && left > 0) {
        left = given.awaitNanos(left);
      }
      ArrayDeque<T> all = items;
      items = new ArrayDeque<>(all.size());
      held = 0;
      taken.signal();
      return all;
    } finally {
      lock.unlock();
    }
  }
}
