package io.headwater.client;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts the records that were sent and not yet answered, and keeps their number within a limit.
 *
 * <p>A sender that had to wait goes on once a quarter of the limit has been answered. If it were
 * woken at each answer, a fast sender would sleep and wake for every single record. While one
 * sender waits, later ones wait too, so that the number falls and nobody is overtaken forever. Safe
 * for use by several threads.
 *
 * <p>Senders and answers have a counter each, on cache lines of their own, and senders read the
 * answers' counter only when the room they last saw is used up. A single counter that both sides
 * change at every record took a third of the answering thread's time.
 */
final class InFlight {
  /**
   * Number of longs from one counter to the next; processors fetch cache lines in pairs, 128 bytes
   * together.
   */
  private static final int APART = 16;

  private static final int ENTERED = APART;
  private static final int LEFT = 2 * APART;

  private final int most;
  private final int fewEnough;
  private final AtomicLongArray counters = new AtomicLongArray(3 * APART);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition answered = lock.newCondition();
  private final AtomicInteger waiting = new AtomicInteger();

  /** Lower bound of {@link #left}; changed by senders only. */
  private volatile long leftAtLeast;

  /**
   * Makes a counter that lets at most {@code most} records be in flight.
   *
   * @param most at least 1
   */
  InFlight(int most) {
    this.most = most;
    this.fewEnough = most - Math.max(1, most / 4);
  }

  /**
   * Counts a record in, waiting while there are too many; returns false if the time runs out.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  boolean enter(long timeoutNanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (waiting.get() == 0 && tryEnter()) {
      return true;
    }
    long left = timeoutNanos;
    lock.lockInterruptibly();
    try {
      waiting.incrementAndGet();
      // Read only after this thread counts as waiting, so that no answer in between is missed.
      boolean woken = count() <= fewEnough;
      while (!(woken && tryEnter())) {
        if (left <= 0) {
          return false;
        }
        left = answered.awaitNanos(left);
        woken = true; // any room will do now, even if the time has run out
      }
      return true;
    } finally {
      waiting.decrementAndGet();
      lock.unlock();
    }
  }

  private boolean tryEnter() {
    while (true) {
      long entered = counters.get(ENTERED);
      if (entered - leftAtLeast >= most) {
        leftAtLeast = left();
        if (entered - leftAtLeast >= most) {
          return false;
        }
      }
      if (counters.compareAndSet(ENTERED, entered, entered + 1)) {
        return true;
      }
    }
  }

  /** Counts a record out. */
  void leave() {
    counters.incrementAndGet(LEFT);
    if (waiting.get() > 0 && count() <= fewEnough) {
      lock.lock();
      try {
        answered.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Returns how many records have left. */
  long left() {
    return counters.get(LEFT);
  }

  /** Returns how many records are in flight. */
  int count() {
    long entered = counters.get(ENTERED); // read before left(), so the result is never too high
    return (int) Math.max(0, entered - left());
  }
}
