package io.headwater.model.serving;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A model counted by those who hold it; it is held by its maker first. */
final class LeasedModel {
  private final ServedModel model;
  private final AtomicInteger holders = new AtomicInteger(1);
  private final CountDownLatch drained = new CountDownLatch(1);

  LeasedModel(ServedModel model) {
    this.model = model;
  }

  ServedModel model() {
    return model;
  }

  /** Holds the model once more; false if nobody holds it any longer. */
  boolean acquire() {
    int seen = holders.get();
    while (seen > 0) {
      if (holders.compareAndSet(seen, seen + 1)) {
        return true;
      }
      seen = holders.get();
    }
    return false;
  }

  /** Lets go of the model; never closes it, so that no caller pays for that. */
  void release() {
    if (holders.decrementAndGet() == 0) {
      drained.countDown();
    }
  }

  /** Lets go of the model, waits until nobody holds it, and closes it. */
  void retire() {
    release();
    boolean interrupted = false;
    while (drained.getCount() > 0) {
      try {
        drained.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    model.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
