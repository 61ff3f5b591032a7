package io.headwater.client;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts what was sent and has no answer, and lets only so many be so.
 *
 * <p>Who had to wait goes on when a quarter of them has been answered: woken at each answer, a fast
 * sender would sleep and wake for every single record. While one waits, those that come later wait
 * too, so that the number falls and none is overtaken for ever. Safe for use by several threads.
 *
 * <p>Senders count in one place and answers in another, on cache lines of their own, and senders
 * look at the answers only when what they know of them is used up: one counter that both sides
 * change at every record took a third of the answering thread's time.
 */
final class InFlight {
  /** Longs between two counters; processors fetch cache lines in pairs of 128 bytes. */
  private static final int APART = 16;

  private static final int ENTERED = APART;
  private static final int LEFT = 2 * APART;

  private final int most;
  private final int fewEnough;
  private final AtomicLongArray counters = new AtomicLongArray(3 * APART);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition answered = lock.newCondition();
  private final AtomicInteger waiting = new AtomicInteger();

  /** How many have left at least; changed by senders only. */
  private volatile long leftAtLeast;

  /** Lets at most so many in, at least 1. */
  InFlight(int most) {
    this.most = most;
    this.fewEnough = most - Math.max(1, most / 4);
  }

  /**
   * Counts one in, waiting while there are too many; returns false where the time ran out.
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
      // Seen only after those that wait were counted: an answer that came before is not missed.
      boolean woken = count() <= fewEnough;
      while (!(woken && tryEnter())) {
        if (left <= 0) {
          return false;
        }
        left = answered.awaitNanos(left);
        woken = true; // any room will do now, at the end of the time too
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

  /** Counts one out. */
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

  /** Returns how many have left. */
  long left() {
    return counters.get(LEFT);
  }

  /** Returns how many are in. */
  int count() {
    long entered = counters.get(ENTERED); // before those that left: never more than there were
    return (int) Math.max(0, entered - left());
  }
}
