package io.headwater.trainer.internal;

import io.headwater.model.ModelSnapshot;
import io.headwater.model.learning.Learner;
import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.trainer.TrainerStatus;
import io.headwater.trainer.internal.checkpoint.CutPolicy;
import io.headwater.trainer.internal.journal.Journal;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Decides when a cut is made and makes it. For the step thread, and only between blocks. */
final class Checkpointer {
  private final Learner learner;
  private final Journal journal;
  private final Supplier<Map<String, String>> trainerState;
  private final CutState state;
  private final CheckpointQueue queue;
  private final CutPolicy policy;
  private final LongSupplier nanoTime;
  private final StatusBoard board;
  private final Lifecycle lifecycle;
  private long lastCutAt;

  /**
   * Makes a checkpointer.
   *
   * @param trainerState returns the trainer's state other than what {@code state} holds
   * @param nanoTime clock that measures the policy's interval, like {@link System#nanoTime()}
   */
  Checkpointer(
      Learner learner,
      Journal journal,
      Supplier<Map<String, String>> trainerState,
      CutState state,
      CheckpointQueue queue,
      CutPolicy policy,
      LongSupplier nanoTime,
      StatusBoard board,
      Lifecycle lifecycle) {
    this.learner = learner;
    this.journal = journal;
    this.trainerState = trainerState;
    this.state = state;
    this.queue = queue;
    this.policy = policy;
    this.nanoTime = nanoTime;
    this.board = board;
    this.lifecycle = lifecycle;
    this.lastCutAt = nanoTime.getAsLong();
  }

  /** Makes a cut if one is due. */
  void cutIfDue() throws InterruptedException {
    CutPolicy.Progress progress =
        state.progress(Duration.ofNanos(nanoTime.getAsLong() - lastCutAt), queue.lastWrite());
    if (policy.isDue(progress) && (queue.isIdle() || policy.isUrgent(progress))) {
      cutBehindOne();
    }
  }

  /**
   * Makes a cut if a task was adopted since the last one. The version then has the task's module
   * but was trained on none of its rows, so scorers can score every row before it is learned.
   */
  void cutIfTaskAdopted() throws InterruptedException {
    if (state.isTaskAdopted()) {
      cutBehindOne();
    }
  }

  /** Makes a cut now and waits until it is announced. */
  void cutAndAwait() throws InterruptedException {
    cut();
    queue.awaitIdle();
  }

  /** Makes a final cut if anything has advanced, and waits until it is announced. */
  void finish() throws InterruptedException {
    board.enter(TrainerStatus.State.CLOSING);
    queue.awaitIdle();
    if (state.hasAdvanced() && !lifecycle.isOver()) {
      cutAndAwait();
    }
  }

  /** Makes a cut that is queued behind the checkpoint being written, without waiting for that. */
  private void cutBehindOne() throws InterruptedException {
    long start = System.nanoTime();
    queue.awaitRoom();
    cut();
    board.stalled((System.nanoTime() - start) / 1e6);
  }

  private void cut() {
    ModelSnapshot snapshot = learner.snapshot();
    queue.add(state.take(journal.sequence(), learner.tasks(), trainerState.get()), snapshot);
    lastCutAt = nanoTime.getAsLong();
  }
}
