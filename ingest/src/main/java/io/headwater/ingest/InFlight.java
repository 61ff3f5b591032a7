package io.headwater.ingest;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts what was sent and has no answer, and lets only so many be so.
 *
 * <p>Who had to wait goes on when a quarter of them has been answered: woken at each answer, a fast
 * sender would sleep and wake for every single record. While one waits, those that come later wait
 * too, so that the number falls and none is overtaken for ever. Safe for use by several threads.
 */
final class InFlight {
  private final int most;
  private final int fewEnough;
  private final AtomicInteger count = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition answered = lock.newCondition();
  private final AtomicInteger waiting = new AtomicInteger();

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
      boolean woken = count.get() <= fewEnough;
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
    int now = count.get();
    while (now < most) {
      if (count.compareAndSet(now, now + 1)) {
        return true;
      }
      now = count.get();
    }
    return false;
  }

  /** Counts one out. */
  void leave() {
    if (count.decrementAndGet() <= fewEnough && waiting.get() > 0) {
      lock.lock();
      try {
        answered.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Returns how many are in. */
  int count() {
    return count.get();
  }
}
