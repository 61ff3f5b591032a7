package io.headwater.trainer.internal;

import io.headwater.model.ModelSnapshot;
import io.headwater.model.learning.Learner;
import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.trainer.TrainerStatus;
import io.headwater.trainer.internal.checkpoint.CutPolicy;
import io.headwater.trainer.internal.journal.Journal;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides when a cut is made and makes it. For the step thread, and only between blocks. */
final class Checkpointer {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);

  private final Learner learner;
  private final Journal journal;
  private final Supplier<Map<String, String>> trainerState;
  private final CutState state;
  private final CheckpointQueue queue;
  private final CheckpointWatch watch;
  private final CutPolicy policy;
  private final Limits limits;
  private final LongSupplier nanoTime;
  private final StatusBoard board;
  private final Lifecycle lifecycle;
  private long lastCutAt;
  private OptionalLong lettersSince = OptionalLong.empty();

  /**
   * How long to bear that no checkpoint can be written.
   *
   * @param ahead how long to go on learning meanwhile
   * @param last how long to go on trying to store the last checkpoint
   */
  record Limits(Duration ahead, Duration last) {}

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
      CheckpointWatch watch,
      CutPolicy policy,
      Limits limits,
      LongSupplier nanoTime,
      StatusBoard board,
      Lifecycle lifecycle) {
    this.learner = learner;
    this.journal = journal;
    this.trainerState = trainerState;
    this.state = state;
    this.queue = queue;
    this.watch = watch;
    this.policy = policy;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.board = board;
    this.lifecycle = lifecycle;
    this.lastCutAt = nanoTime.getAsLong();
  }

  /**
   * Makes a cut if one is due; while the store cannot be written, it replaces those that wait. Does
   * not return while more is learned than may be lost.
   */
  void cutIfDue() throws InterruptedException {
    watch.look();
    awaitFewerUnannounced();
    CutPolicy.Progress progress = progress();
    if (policy.isDue(progress)
        && (queue.isIdle() || watch.failure().isPresent() || policy.isUrgent(progress))) {
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

  /**
   * Makes a final cut if anything has advanced, and waits until it is announced. If the store
   * cannot be written, that is tried for a while, and then the trainer fails.
   */
  void finish() throws InterruptedException {
    board.enter(TrainerStatus.State.CLOSING);
    boolean unused = queue.awaitIdle(Duration.ZERO);
    queue.takeBack().forEach(state::giveBack);
    if (state.hasAdvanced() && !lifecycle.isOver()) {
      cut();
      queue.hurry();
      if (!queue.awaitIdle(limits.last())) {
        lifecycle.fail(new UnsavedException(watch.trouble().orElse("the store fails")));
      }
    }
  }

  private CutPolicy.Progress progress() {
    long now = nanoTime.getAsLong();
    if (state.deadLetterBytes() == 0) {
      lettersSince = OptionalLong.empty();
    } else if (lettersSince.isEmpty()) {
      lettersSince = OptionalLong.of(now);
    }
    return state.progress(
        Duration.ofNanos(now - lastCutAt),
        Duration.ofNanos(now - lettersSince.orElse(now)),
        watch.cost());
  }

  /** Waits while nothing is announced and there is too much to announce. */
  private void awaitFewerUnannounced() throws InterruptedException {
    if (!hasTooMuchUnannounced()) {
      return;
    }
    LOG.warn(
        "Learning waits until a checkpoint is announced; none was for {} s",
        watch.behind().toSeconds());
    long start = System.nanoTime();
    while (hasTooMuchUnannounced() && lifecycle.isRunning()) {
      queue.look();
    }
    board.stalled((System.nanoTime() - start) / 1e6);
    LOG.info("Learning goes on");
  }

  private boolean hasTooMuchUnannounced() {
    return !queue.isIdle()
        && (watch.behind().compareTo(limits.ahead()) >= 0
            || policy.isTooMuch(state.deadLetterBytes() + queue.deadLetterBytes()));
  }

  /** Makes a cut that is queued behind the checkpoint being written, without waiting for that. */
  private void cutBehindOne() throws InterruptedException {
    long start = System.nanoTime();
    queue.awaitRoom();
    queue.takeBack().forEach(state::giveBack);
    cut();
    board.stalled((System.nanoTime() - start) / 1e6);
  }

  private void cut() {
    long start = nanoTime.getAsLong();
    ModelSnapshot snapshot = learner.snapshot();
    lastCutAt = nanoTime.getAsLong();
    queue.add(
        state.take(journal.sequence(), learner.tasks(), trainerState.get()),
        snapshot,
        Duration.ofNanos(lastCutAt - start));
    lettersSince = OptionalLong.empty();
  }
}
