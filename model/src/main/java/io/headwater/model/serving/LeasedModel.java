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
 * A model that counts its holders; the first is its maker.
 *
 * <p>Users get a view that answers until the model is closed and throws afterwards, so that a use
 * that outlasts its lease fails with a message instead of reaching freed memory.
 */
final class LeasedModel {
  private final ServedModel model;
  private final AtomicInteger holders = new AtomicInteger(1);
  private final CountDownLatch drained = new CountDownLatch(1);

  /** Read-locked by running answers; closing takes the write lock and so waits for them. */
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

  /** Adds a holder; returns false if the model has no holder left. */
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

  /** Removes a holder; never closes the model, so that no caller waits for that. */
  void release() {
    if (holders.decrementAndGet() == 0) {
      drained.countDown();
    }
  }

  /**
   * Removes a holder, waits until none is left or {@code patience} is over, and closes the model.
   *
   * @return number of holders left
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
            "version %d of %s was replaced, and this use of it has outlasted its lease"
                .formatted(model.manifest().version(), model.manifest().model()));
      }
      return model.answer(task, questions);
    } finally {
      answering.readLock().unlock();
    }
  }
}
