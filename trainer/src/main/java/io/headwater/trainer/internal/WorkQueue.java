package io.headwater.trainer.internal;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** The bounded queue between the assemble thread and the step thread. */
final class WorkQueue {
  private static final long CHECK_MILLIS = 20;

  private final BlockingQueue<Work> queue;
  private final Lifecycle lifecycle;

  WorkQueue(int capacity, Lifecycle lifecycle) {
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.lifecycle = lifecycle;
  }

  /** Adds work, waiting for room; returns false where everything ended meanwhile. */
  boolean put(Work work) throws InterruptedException {
    while (!lifecycle.isOver()) {
      if (queue.offer(work, CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
        return true;
      }
    }
    return false;
  }

  /** Takes work, waiting a moment for some. */
  Optional<Work> take() throws InterruptedException {
    return Optional.ofNullable(queue.poll(CHECK_MILLIS, TimeUnit.MILLISECONDS));
  }
}
