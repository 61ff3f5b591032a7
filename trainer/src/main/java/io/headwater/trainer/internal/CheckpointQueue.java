package io.headwater.trainer.internal;

import io.headwater.model.ModelSnapshot;
import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.trainer.internal.checkpoint.Cut;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Writes checkpoints one after the other in its own thread; a failure ends the trainer.
 *
 * <p>Only the step thread uses it. It must call {@link #awaitRoom()} before it adds a cut while
 * another is being written, since each cut holds a copy of the model.
 */
final class CheckpointQueue implements AutoCloseable {
  private static final long CLOSE_SECONDS = 30;
  private static final long CLOSE_SECONDS_WHEN_OVER = 10;

  private final Writer writer;
  private final StatusBoard board;
  private final Lifecycle lifecycle;
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "trainer-checkpoint"));

  private Future<?> before = CompletableFuture.completedFuture(null);
  private Future<?> newest = CompletableFuture.completedFuture(null);
  private volatile long lastWriteNanos;

  /** Stores and announces a cut. */
  @FunctionalInterface
  interface Writer {
    /** Writes a cut; closes the snapshot even if writing fails. */
    void write(Cut cut, ModelSnapshot snapshot) throws IOException, InterruptedException;
  }

  CheckpointQueue(Writer writer, StatusBoard board, Lifecycle lifecycle) {
    this.writer = writer;
    this.board = board;
    this.lifecycle = lifecycle;
  }

  /** Queues a cut to be written after those added before. */
  void add(Cut cut, ModelSnapshot snapshot) {
    before = newest;
    newest = background.submit(() -> write(cut, snapshot));
  }

  /** Returns whether every checkpoint is announced. */
  boolean isIdle() {
    return newest.isDone();
  }

  /** Waits until at most one checkpoint is being written. */
  void awaitRoom() throws InterruptedException {
    await(before);
  }

  /** Waits until every checkpoint is announced. */
  void awaitIdle() throws InterruptedException {
    await(newest);
  }

  /** Returns how long it took to write the last checkpoint; zero before the first. */
  Duration lastWrite() {
    return Duration.ofNanos(lastWriteNanos);
  }

  /** Keeps the heartbeat going while it waits, since a slow store does not mean a hung thread. */
  private void await(Future<?> checkpoint) throws InterruptedException {
    boolean isDone = false;
    while (!isDone) {
      board.turned();
      isDone = isDoneSoon(checkpoint);
    }
  }

  private boolean isDoneSoon(Future<?> checkpoint) throws InterruptedException {
    try {
      checkpoint.get(1, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      lifecycle.fail(e.getCause());
    }
    return true;
  }

  private void write(Cut cut, ModelSnapshot snapshot) {
    if (lifecycle.isOver()) {
      // Its parent and that parent's dead letters may never have been announced.
      snapshot.close();
      return;
    }
    long start = System.nanoTime();
    try {
      writer.write(cut, snapshot);
      lastWriteNanos = System.nanoTime() - start;
    } catch (Exception | Error e) {
      lifecycle.fail(e);
    }
  }

  /** Waits for the checkpoint being written, but not long if all is over, since it may hang. */
  @Override
  public void close() {
    background.shutdown();
    if (lifecycle.isOver()) {
      // Queued writes see that all is over, and only free their copy of the model.
      background.shutdownNow().forEach(Runnable::run);
    }
    try {
      long seconds = lifecycle.isOver() ? CLOSE_SECONDS_WHEN_OVER : CLOSE_SECONDS;
      if (!background.awaitTermination(seconds, TimeUnit.SECONDS)) {
        background.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
