package io.headwater.trainer.internal;

import io.headwater.model.ModelSnapshot;
import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.internal.batch.StepSeeds;
import io.headwater.trainer.internal.checkpoint.Cut;
import io.headwater.trainer.internal.checkpoint.CutPolicy;
import io.headwater.trainer.internal.fake.FakeLearner;
import io.headwater.trainer.internal.fake.JournalProbe;
import io.headwater.trainer.internal.fake.Samples;
import io.headwater.trainer.internal.schedule.LearningRateSchedule;
import io.headwater.trainer.weighting.EqualWeighting;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the step thread works with, around a fake learner of one task: the parts are real, but
 * checkpoints are noted instead of written, and time stands still.
 */
final class StepRig implements AutoCloseable {
  /** No cut is due for its steps, its time or its dead letters. */
  static final CutPolicy NEVER =
      new CutPolicy(Long.MAX_VALUE, Duration.ofDays(9999), Long.MAX_VALUE, 1);

  /** Every block is worth a cut. */
  static final CutPolicy ALWAYS = new CutPolicy(1, Duration.ofDays(9999), Long.MAX_VALUE, 1);

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
          learner,
          new EqualWeighting(),
          BlockListener.NOTHING,
          LearningRateSchedule.constantAfterWarmUp(1e-3, 0),
          1,
          new StepSeeds(1),
          journal.journal(),
          board);
  final TaskUpdater tasks =
      new TaskUpdater(learner, runner, state, journal.journal(), taskStates, 1);
  final CheckpointQueue checkpoints = new CheckpointQueue(this::write, board, lifecycle);
  final Checkpointer checkpointer;
  final StepLoop loop;

  private volatile CountDownLatch writable = new CountDownLatch(0);
  private volatile boolean full;

  StepRig(CutPolicy policy) {
    learner.adopt(Samples.adopted(0, Samples.spec("mood", "a", "b").build()).module(), 1);
    events.clear();
    this.checkpointer =
        new Checkpointer(
            learner,
            journal.journal(),
            () -> Map.of(TrainerConfig.SEED, "1"),
            state,
            checkpoints,
            policy,
            nanoTime::get,
            board,
            lifecycle);
    this.loop =
        new StepLoop(
            queue, runner, tasks, state, checkpointer, journal.journal(), board, lifecycle);
  }

  /** From now on writing a checkpoint fails. */
  void fillStore() {
    full = true;
  }

  /** From now on checkpoints are not written until {@link #release()}. */
  void hold() {
    writable = new CountDownLatch(1);
  }

  void release() {
    writable.countDown();
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
    snapshot.close();
    writable.await();
    if (full) {
      throw new IOException("no space left on device");
    }
    cuts.add(cut);
  }

  @Override
  public void close() {
    release();
    checkpoints.close();
  }
}
