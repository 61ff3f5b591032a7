package io.headwater.model.serving;

import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.schemas.contract.Question;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A model counted by those who hold it; it is held by its maker first.
 *
 * <p>What users are given answers until the model is closed and throws from then on, so that a use
 * that outlasts its time fails with a message instead of reaching freed memory.
 */
final class LeasedModel {
  private final ServedModel model;
  private final AtomicInteger holders = new AtomicInteger(1);
  private final CountDownLatch drained = new CountDownLatch(1);

  /** Read by answers under way, written by closing, which waits for them. */
  private final ReadWriteLock answering = new ReentrantReadWriteLock();

  private boolean closed;

  private final ServedModel view =
      new ServedModel() {
        @Override
        public CheckpointManifest manifest() {
          return model.manifest();
        }

        @Override
        public List<Answer> answer(String task, List<Question> questions) {
          return LeasedModel.this.answer(task, questions);
        }

        @Override
        public void close() {
          throw new UnsupportedOperationException(
              "a model in use is closed by the LiveModel it belongs to");
        }
      };

  LeasedModel(ServedModel model) {
    this.model = model;
  }

  /** Returns the model as its users see it. */
  ServedModel view() {
    return view;
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

  /**
   * Lets go of the model, waits until nobody holds it or the time is over, and closes it.
   *
   * @return how many still held it
   */
  int retire(Duration patience) {
    release();
    boolean interrupted = false;
    long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(patience);
    boolean waiting = true;
    while (waiting) {
      try {
        drained.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        waiting = false;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    int holding = holders.get();
    answering.writeLock().lock();
    try {
      closed = true;
      model.close();
    } finally {
      answering.writeLock().unlock();
    }
    return holding;
  }

  private List<Answer> answer(String task, List<Question> questions) {
    answering.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException(
            "version %d of %s was replaced, and this use of it has outlasted its time"
                .formatted(model.manifest().version(), model.manifest().model()));
      }
      return model.answer(task, questions);
    } finally {
      answering.readLock().unlock();
    }
  }
}
