package io.headwater.trainer.internal;

import io.headwater.model.ModelSnapshot;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.service.retry.Backoff;
import io.headwater.service.retry.Retry;
import io.headwater.trainer.internal.assembly.RefusedRecord;
import io.headwater.trainer.internal.checkpoint.Cut;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Writes checkpoints one after the other in its own thread. While the store cannot be written, it
 * tries again; any other failure ends the trainer.
 *
 * <p>Only the step thread uses it. It must call {@link #awaitRoom()} and {@link #takeBack()} before
 * it adds a cut while another is being written, since each cut holds a copy of the model.
 */
final class CheckpointQueue implements AutoCloseable {
  private static final long CLOSE_SECONDS = 30;
  private static final long CLOSE_SECONDS_WHEN_OVER = 10;
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Writer writer;
  private final CheckpointWatch watch;
  private final StatusBoard board;
  private final Lifecycle lifecycle;
  private final Backoff backoff = Retry.USUAL.backoff(this::awaitRetry);
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "trainer-checkpoint"));

  private final Deque<Pending> pending = new ArrayDeque<>();
  private boolean isFirstInWork;
  private long changes;
  private volatile boolean isHurried;

  /** A cut that is not announced yet. */
  private record Pending(Cut cut, ModelSnapshot snapshot, Duration stall) {
    long version() {
      return cut.manifest().version();
    }
  }

  /** Stores and announces a cut. */
  @FunctionalInterface
  interface Writer {
    /**
     * Writes a cut; closes the snapshot even if writing fails, unless the store cannot be written.
     *
     * @throws IOException if the store cannot be written; the snapshot is still open
     */
    void write(Cut cut, ModelSnapshot snapshot) throws IOException, InterruptedException;
  }

  CheckpointQueue(Writer writer, CheckpointWatch watch, StatusBoard board, Lifecycle lifecycle) {
    this.writer = writer;
    this.watch = watch;
    this.board = board;
    this.lifecycle = lifecycle;
  }

  /**
   * Queues a cut to be written after those added before.
   *
   * @param stall time for which the steps stood still for it
   */
  void add(Cut cut, ModelSnapshot snapshot, Duration stall) {
    synchronized (this) {
      pending.addLast(new Pending(cut, snapshot, stall));
      watch.queued();
    }
    background.execute(this::writeAll);
  }

  /**
   * Takes back the cuts of which nothing is announced or being written, so that one newer cut can
   * take their place; returns the newest first. None is taken back while checkpoints are written in
   * time.
   */
  synchronized List<Cut> takeBack() {
    List<Cut> taken = new ArrayList<>();
    while (watch.isStuck() && pending.size() > (isFirstInWork ? 1 : 0)) {
      Pending newest = pending.removeLast();
      newest.snapshot().close();
      taken.add(newest.cut());
    }
    return taken;
  }

  /** Returns whether every checkpoint is announced. */
  synchronized boolean isIdle() {
    return pending.isEmpty();
  }

  /** Returns the bytes of the dead letters that wait for their checkpoint to be announced. */
  synchronized long deadLetterBytes() {
    return pending.stream()
        .flatMap(waiting -> waiting.cut().deadLetters().stream())
        .mapToLong(RefusedRecord::size)
        .sum();
  }

  /** Waits until at most one checkpoint is left to write, or until that cannot be expected soon. */
  void awaitRoom() throws InterruptedException {
    while (isFull() && !watch.isStuck() && !lifecycle.isOver()) {
      look();
    }
  }

  private synchronized boolean isFull() {
    return pending.size() > 1;
  }

  /** Waits until every checkpoint is announced, or the trainer is over. */
  void awaitIdle() throws InterruptedException {
    board.turned();
    while (!isIdleOrOver()) {
      look();
    }
  }

  /**
   * Waits as {@link #awaitIdle()} does, but not for a store that cannot be written.
   *
   * @param patience how long to go on trying such a store
   * @return whether every checkpoint is announced, or the trainer is over
   */
  boolean awaitIdle(Duration patience) throws InterruptedException {
    long start = System.nanoTime();
    while (!isIdleOrOver()) {
      if (watch.failure().isPresent() && System.nanoTime() - start >= patience.toNanos()) {
        return false;
      }
      look();
    }
    return true;
  }

  /** Has a cut that waits to be tried again tried at once. */
  void hurry() {
    isHurried = true;
  }

  /**
   * Waits a moment, but not if something changes. Keeps the heartbeat going, since a slow store
   * does not mean a hung thread.
   */
  void look() throws InterruptedException {
    board.turned();
    watch.look();
    awaitChange();
  }

  private synchronized void awaitChange() throws InterruptedException {
    long before = changes;
    long start = System.nanoTime();
    long left = LOOK.toMillis();
    while (changes == before && left > 0) {
      wait(left);
      left = LOOK.minusNanos(System.nanoTime() - start).toMillis();
    }
  }

  /** Returns whether nothing is left to be announced; if all is over, frees what only waits. */
  private synchronized boolean isIdleOrOver() {
    if (lifecycle.isOver()) {
      free();
      return true;
    }
    return pending.isEmpty();
  }

  /**
   * Frees the cuts that are not being written. They are announced no more: their parents and those
   * parents' dead letters may never have been.
   */
  private synchronized void free() {
    while (pending.size() > (isFirstInWork ? 1 : 0)) {
      pending.removeLast().snapshot().close();
    }
  }

  private void writeAll() {
    Optional<Pending> next = begin();
    while (next.isPresent()) {
      write(next.get());
      next = begin();
    }
  }

  private synchronized Optional<Pending> begin() {
    if (lifecycle.isOver()) {
      free();
    }
    Optional<Pending> first = Optional.ofNullable(pending.peekFirst());
    isFirstInWork = first.isPresent();
    return first;
  }

  private void write(Pending next) {
    try {
      isHurried = false;
      watch.begins(next.version());
      writer.write(next.cut(), next.snapshot());
      backoff.reset();
      announced(next);
    } catch (InterruptedIOException | ClosedByInterruptException | CorruptCheckpointException e) {
      next.snapshot().close();
      lifecycle.fail(e);
      leave();
    } catch (IOException e) {
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      watch.failed(reason);
      putBack();
      boolean unused = backoff.pause("store version " + next.version(), reason);
    } catch (Exception | Error e) {
      lifecycle.fail(e); // first, so that nobody takes an empty queue for a success
      leave();
    }
  }

  private synchronized void announced(Pending written) {
    leave();
    watch.announced(written.stall(), pending.isEmpty());
  }

  private synchronized void leave() {
    pending.removeFirst();
    putBack();
  }

  private synchronized void putBack() {
    isFirstInWork = false;
    changes++;
    notifyAll();
  }

  /** Waits until it is time to try again; returns whether all is over. */
  private boolean awaitRetry(Duration time) throws InterruptedException {
    long start = System.nanoTime();
    while (!isHurried && System.nanoTime() - start < time.toNanos()) {
      if (lifecycle.awaitAbandoned(LOOK)) {
        return true;
      }
    }
    return lifecycle.isOver();
  }

  /** Waits for the checkpoint being written, but not long if all is over, since it may hang. */
  @Override
  public void close() {
    background.shutdown();
    if (lifecycle.isOver()) {
      free();
      background.shutdownNow();
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
