package io.headwater.trainer.internal;

import io.headwater.model.TaskModule;
import io.headwater.model.learning.Learner;
import io.headwater.schemas.TaskStep;
import io.headwater.schemas.TrainingStep;
import io.headwater.trainer.internal.assembly.AdoptedTask;
import io.headwater.trainer.internal.batch.Batch;
import io.headwater.trainer.internal.batch.OffsetRuns;
import io.headwater.trainer.internal.journal.Journal;
import io.headwater.trainer.internal.step.AppliedUpdate;
import io.headwater.trainer.internal.step.PendingUpdate;
import io.headwater.trainer.internal.step.WeightedSteps;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Does one update per call: weights, step, journal entry. On a GPU the result of a step is taken in
 * after the next step has begun, or when {@link #settle} is called, so that no thread waits for the
 * GPU without need.
 */
final class StepRunner {
  /** A step whose result has not been taken in yet. */
  private record Begun(Batch batch, PendingUpdate update, long waitingNanos, long beginningNanos) {}

  private final Learner learner;
  private final WeightedSteps steps;
  private final BlockListener between;
  private final Journal journal;
  private final StatusBoard board;
  private Optional<Begun> begun = Optional.empty();

  StepRunner(
      WeightedSteps steps,
      Learner learner,
      BlockListener between,
      Journal journal,
      StatusBoard board) {
    this.steps = steps;
    this.learner = learner;
    this.between = between;
    this.journal = journal;
    this.board = board;
  }

  /** Sets a task's constant loss factor; returns whether this changed an earlier one. */
  boolean setTask(AdoptedTask task) {
    double weight = task.spec().getLossWeight();
    between.setTask(task);
    return steps
        .setFactor(task.module().task(), weight)
        .filter(before -> before != weight)
        .isPresent();
  }

  /** Takes in what may change the weights between blocks; call it before a block's first step. */
  void beginBlock() {
    between.beforeBlock();
  }

  /**
   * Trains on a batch. Its result may be reported only later, by {@link #settle()}.
   *
   * @param waitingNanos how long the step thread waited for the batch
   */
  void step(Batch batch, long waitingNanos) {
    long start = System.nanoTime();
    PendingUpdate update = steps.begin(batch);
    long beginning = System.nanoTime() - start;
    settle(); // the previous step, while a GPU works on this one
    begun = Optional.of(new Begun(batch, update, waitingNanos, beginning));
    if (update.comesFirst()) {
      settle();
    }
  }

  /** Takes in the result of the step begun last, unless that is done already. */
  void settle() {
    begun.ifPresent(this::settle);
    begun = Optional.empty();
  }

  private void settle(Begun step) {
    Batch batch = step.batch();
    long start = System.nanoTime();
    AppliedUpdate update = step.update().await();
    double computing = (step.beginningNanos() + System.nanoTime() - start) / 1e6;
    double waiting = step.waitingNanos() / 1e6;

    List<TaskModule> tasks = learner.tasks();
    List<TaskStep> taskSteps = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      int rows = update.rows().get(i);
      if (rows > 0) {
        String task = tasks.get(i).task();
        double loss = update.result().losses().get(i);
        double weight = update.result().weights().get(i);
        taskSteps.add(new TaskStep(task, rows, loss, weight));
        board.task(task, loss, weight, rows);
      }
    }
    journal.append(entry(batch, update, taskSteps, waiting, computing));
    board.stepped(batch.step(), batch.rows().size(), batch.tokens(), waiting, computing);
  }

  private static TrainingStep entry(
      Batch batch,
      AppliedUpdate update,
      List<TaskStep> tasks,
      double waitingMillis,
      double computingMillis) {
    OffsetRuns runs = new OffsetRuns();
    return TrainingStep.newBuilder()
        .setStep(batch.step())
        .setRows(runs.of(batch.rows()))
        .setSources(runs.sources())
        .setSeed(update.seed())
        .setTasks(tasks)
        .setLearningRate(update.learningRate())
        .setGradientNorm(update.result().gradientNorm())
        .setApplied(update.result().applied())
        .setTokens(batch.tokens())
        .setWaitingMillis(waitingMillis)
        .setComputingMillis(computingMillis)
        .build();
  }
}
