package io.headwater.trainer.internal;

import io.headwater.model.ModelSnapshot;
import io.headwater.model.learning.RateFactors;
import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.internal.batch.StepSeeds;
import io.headwater.trainer.internal.checkpoint.Cut;
import io.headwater.trainer.internal.checkpoint.CutPolicy;
import io.headwater.trainer.internal.fake.FakeLearner;
import io.headwater.trainer.internal.fake.JournalProbe;
import io.headwater.trainer.internal.fake.Samples;
import io.headwater.trainer.internal.schedule.LearningRateSchedule;
import io.headwater.trainer.internal.step.WeightedSteps;
import io.headwater.trainer.weighting.EqualWeighting;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the step thread works with, around a fake learner of one task: the parts are real, but
 * checkpoints are noted instead of written, and time stands still.
 */
final class StepRig implements AutoCloseable {
  /** No cut is due for its steps, its time or its dead letters. */
  static final CutPolicy NEVER = policy(Long.MAX_VALUE, Duration.ofDays(9999), Long.MAX_VALUE);

  /** Every block is worth a cut. */
  static final CutPolicy ALWAYS = policy(1, Duration.ofDays(9999), Long.MAX_VALUE);

  /** How far the steps may run ahead of a store that cannot be written. */
  static final Duration AHEAD = Duration.ofMinutes(10);

  final List<String> events = new CopyOnWriteArrayList<>();
  final List<Cut> cuts = new CopyOnWriteArrayList<>();
  final AtomicLong nanoTime = new AtomicLong();
  final Lifecycle lifecycle = new Lifecycle("trainer");
  final StatusBoard board = new StatusBoard();
  final JournalProbe journal = new JournalProbe(9);
  final FakeLearner learner = new FakeLearner(events);
  final CutState state =
      new CutState(
          new CutState.Identity("m", "c", 2),
          new ResumePoint(5, 9, List.of(3L), 6, Map.of(), Map.of()),
          new PublishedDeadLetters(Map.of()));
  final TaskStates taskStates = new TaskStates(Map.of());
  final WorkQueue queue = new WorkQueue(100, Long.MAX_VALUE, lifecycle);
  final StepRunner runner =
      new StepRunner(
          new WeightedSteps(
              learner,
              new EqualWeighting(),
              LearningRateSchedule.constantAfterWarmUp(1e-3, 0),
              RateFactors.NONE,
              1,
              new StepSeeds(1)),
          learner,
          BlockListener.NOTHING,
          journal.journal(),
          board);
  final TaskUpdater tasks =
      new TaskUpdater(learner, runner, state, journal.journal(), taskStates, 1);
  final AtomicLong processorTime = new AtomicLong();
  final CheckpointWatch watch;
  final CheckpointQueue checkpoints;
  final Checkpointer checkpointer;
  final StepLoop loop;

  private volatile CountDownLatch writable = new CountDownLatch(0);
  private volatile Optional<Exception> failure = Optional.empty();
  private volatile boolean writing;
  private volatile Duration waiting = Duration.ZERO;
  private volatile Duration work = Duration.ZERO;

  StepRig(CutPolicy policy) {
    watch = new CheckpointWatch("file:ck", policy, nanoTime::get, processorTime::get);
    board.watch(watch::trouble);
    checkpoints = new CheckpointQueue(this::write, watch, board, lifecycle);
    learner.adopt(Samples.adopted(0, Samples.spec("mood", "a", "b").build()).module(), 1);
    events.clear();
    this.checkpointer =
        new Checkpointer(
            learner,
            journal.journal(),
            () -> Map.of(TrainerConfig.SEED, "1"),
            state,
            checkpoints,
            watch,
            policy,
            new Checkpointer.Limits(AHEAD, Duration.ofSeconds(2)),
            nanoTime::get,
            board,
            lifecycle);
    this.loop =
        new StepLoop(
            queue, runner, tasks, state, checkpointer, journal.journal(), board, lifecycle);
  }

  /** Returns a policy for which checkpoints may take all the time. */
  static CutPolicy policy(long steps, Duration interval, long deadLetterBytes) {
    return new CutPolicy(steps, interval, Duration.ofDays(9999), deadLetterBytes, Duration.ZERO, 1);
  }

  /** From now on checkpoints cannot be stored, until {@link #emptyStore()}. */
  void fillStore() {
    failure = Optional.of(new IOException("No space left on device"));
  }

  void emptyStore() {
    failure = Optional.empty();
  }

  /** From now on writing a checkpoint fails in a way that does not pass. */
  void breakWriter() {
    failure = Optional.of(new IllegalStateException("broken"));
  }

  /** From now on writing a checkpoint takes some time, and keeps a processor busy for a part. */
  void slow(Duration waitingFor, Duration workingFor) {
    waiting = waitingFor;
    work = workingFor;
  }

  /** From now on checkpoints are not written until {@link #release()}. */
  void hold() {
    writable = new CountDownLatch(1);
  }

  void release() {
    writable.countDown();
  }

  /** Returns whether the writing of a checkpoint has begun. */
  boolean isWriting() {
    return writing;
  }

  /** Returns what was asked of the learner so far, without what other threads did. */
  List<String> asked() {
    return events.stream().filter(event -> !event.startsWith("free")).toList();
  }

  /** Returns the versions written so far, once those in work are. */
  List<Long> written() throws InterruptedException {
    checkpoints.awaitIdle();
    return cuts.stream().map(cut -> cut.manifest().version()).toList();
  }

  private void write(Cut cut, ModelSnapshot snapshot) throws IOException, InterruptedException {
    writing = true;
    try {
      writable.await();
    } catch (InterruptedException e) {
      snapshot.close();
      throw e;
    }
    nanoTime.addAndGet(waiting.plus(work).toNanos());
    processorTime.addAndGet(work.toNanos());
    Optional<Exception> toThrow = failure;
    if (toThrow.isPresent() && toThrow.get() instanceof IOException full) {
      throw full;
    }
    snapshot.close();
    if (toThrow.isPresent()) {
      throw (RuntimeException) toThrow.get();
    }
    cuts.add(cut);
  }

  @Override
  public void close() {
    release();
    checkpoints.close();
  }
}
