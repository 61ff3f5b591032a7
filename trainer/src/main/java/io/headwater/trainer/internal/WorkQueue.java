package io.headwater.trainer.internal;

import io.headwater.service.lifecycle.Lifecycle;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** The bounded queue between the assemble thread and the step thread. */
final class WorkQueue {
  private static final long CHECK_MILLIS = 20;

  private final BlockingQueue<Work> queue;
  private final Lifecycle lifecycle;
  private volatile boolean closed;

  WorkQueue(int capacity, Lifecycle lifecycle) {
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.lifecycle = lifecycle;
  }

  /** Adds work, waiting for room; drops the work if the queue is closed or all is over. */
  void put(Work work) throws InterruptedException {
    boolean added = false;
    while (!added && !closed && !lifecycle.isOver()) {
      added = queue.offer(work, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Takes work, waiting for it briefly; empty if none arrives. */
  Optional<Work> take() throws InterruptedException {
    return Optional.ofNullable(queue.poll(CHECK_MILLIS, TimeUnit.MILLISECONDS));
  }

  /** Closes the queue: nothing more will be taken, so nothing more is added. */
  void close() {
    closed = true;
  }
}
