package io.headwater.ingest.transfer;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Hands items from one thread to another, many at once: waking a thread takes longer than an item.
 *
 * <p>The taker is woken by the first item, and then waits a few milliseconds for enough of them.
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
   * Holds at most so many items.
   *
   * @param enough number the taker waits for no longer, at most as many
   * @param room how large all items together may be before the giver waits; one more always fits
   */
  BatchingQueue(int most, int enough, long room) {
    this.most = most;
    this.enough = enough;
    this.room = room;
  }

  /**
   * Hands over an item, waiting for room.
   *
   * @param size how much of the room it takes, at least 0
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

  /** Says that no item follows. */
  void end() {
    lock.lock();
    try {
      ended = true;
      given.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Returns all items there are, in order, waiting for the first; none where none follows. */
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
