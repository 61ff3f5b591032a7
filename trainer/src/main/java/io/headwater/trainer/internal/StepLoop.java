package io.headwater.trainer.internal;

import io.headwater.model.learning.Learner;
import io.headwater.schemas.TrainerEventType;
import io.headwater.trainer.assembly.AdoptedTask;
import io.headwater.trainer.journal.Journal;
import java.util.Map;
import java.util.Optional;

/** The step thread's work. */
final class StepLoop {
  private final WorkQueue queue;
  private final Learner learner;
  private final StepRunner runner;
  private final CutMaker cuts;
  private final Journal journal;
  private final long seed;
  private final Lifecycle lifecycle;

  StepLoop(
      WorkQueue queue,
      Learner learner,
      StepRunner runner,
      CutMaker cuts,
      Journal journal,
      long seed,
      Lifecycle lifecycle) {
    this.queue = queue;
    this.learner = learner;
    this.runner = runner;
    this.cuts = cuts;
    this.journal = journal;
    this.seed = seed;
    this.lifecycle = lifecycle;
  }

  /** Works until nothing follows, and then makes the last cut; or stops where all is over. */
  void run() throws InterruptedException {
    long waitingSince = System.nanoTime();
    boolean betweenBlocks = true;
    while (!lifecycle.isOver()) {
      Optional<Work> next = queue.take();
      if (next.isEmpty()) {
        if (betweenBlocks) {
          cuts.cutIfDue();
        }
        continue;
      }
      Work work = next.get();
      if (work instanceof Work.Step step) {
        if (betweenBlocks) {
          cuts.cutIfTaskAdopted();
        }
        runner.step(step.batch(), System.nanoTime() - waitingSince);
        waitingSince = System.nanoTime();
        betweenBlocks = false;
      } else if (work instanceof Work.EndBlock end) {
        journal.append(end.block().closing());
        cuts.endBlock(end.block());
        betweenBlocks = true;
        cuts.cutIfDue();
        waitingSince = System.nanoTime();
      } else if (work instanceof Work.Finish) {
        cuts.finish();
        return;
      } else {
        change(work);
      }
    }
  }

  /** Takes over a task, between blocks. */
  void setTask(AdoptedTask task, boolean isNew) {
    if (isNew) {
      learner.adopt(task.module(), seed);
      cuts.setTaskAdopted();
      journal.append(
          TrainerEventType.TASK_ADOPTED,
          task.module().task(),
          Map.of(
              "kind", task.module().kind().name(),
              "labels", String.join("\n", task.module().labels()),
              "taskToken", Integer.toString(task.module().taskToken()),
              "maxInputTokens", Integer.toString(task.module().maxInputTokens()),
              "maxTargetTokens", Integer.toString(task.module().maxTargetTokens())));
    }
    if (runner.setTask(task)) {
      journal.append(
          TrainerEventType.CONFIGURATION_CHANGED,
          "task." + task.module().task() + ".lossWeight",
          Map.of("to", Double.toString(task.spec().getLossWeight())));
    }
  }

  private void change(Work work) {
    if (work instanceof Work.SetTask task) {
      setTask(task.task(), task.isNew());
    } else if (work instanceof Work.AddPartition added) {
      cuts.addPartition(added.source(), added.from());
      if (added.isNew()) {
        journal.append(
            TrainerEventType.PARTITION_ADDED,
            added.source().toString(),
            Map.of("topicId", added.source().topicId(), "from", Long.toString(added.from())));
      }
    } else if (work instanceof Work.DropPartition dropped) {
      cuts.dropPartition(dropped.source(), dropped.forget());
    }
  }
}
