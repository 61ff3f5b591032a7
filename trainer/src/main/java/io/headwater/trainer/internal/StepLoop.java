package io.headwater.trainer.internal;

import io.headwater.model.TaskModule;
import io.headwater.model.learning.Learner;
import io.headwater.schemas.TaskState;
import io.headwater.schemas.TrainerEventType;
import io.headwater.trainer.internal.assembly.AdoptedTask;
import io.headwater.trainer.internal.assembly.LabelText;
import io.headwater.trainer.internal.assembly.TaskChange;
import io.headwater.trainer.internal.journal.Journal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The step thread's work. */
final class StepLoop {
  private static final Logger LOG = LoggerFactory.getLogger(StepLoop.class);

  /** Most bytes of the labels in one journal entry; the broker takes 1 MiB with all the rest. */
  private static final int LABEL_BYTES = 256 << 10;

  private final WorkQueue queue;
  private final Learner learner;
  private final StepRunner runner;
  private final CutMaker cuts;
  private final Journal journal;
  private final TaskStates states;
  private final long seed;
  private final StatusBoard board;
  private final Lifecycle lifecycle;

  StepLoop(
      WorkQueue queue,
      Learner learner,
      StepRunner runner,
      CutMaker cuts,
      Journal journal,
      TaskStates states,
      long seed,
      StatusBoard board,
      Lifecycle lifecycle) {
    this.queue = queue;
    this.learner = learner;
    this.runner = runner;
    this.cuts = cuts;
    this.journal = journal;
    this.states = states;
    this.seed = seed;
    this.board = board;
    this.lifecycle = lifecycle;
  }

  /**
   * Works until told to stop, and then to the end of the block in work, where it makes the last
   * cut; or stops where all is over.
   */
  void run() throws InterruptedException {
    try {
      work();
    } finally {
      queue.close();
    }
  }

  private void work() throws InterruptedException {
    long waitingSince = System.nanoTime();
    boolean betweenBlocks = true;
    while (!lifecycle.isOver()) {
      board.turned();
      if (betweenBlocks && !lifecycle.isRunning()) {
        cuts.finish(); // what is queued is not begun, and the next trainer reads it again
        return;
      }
      Optional<Work> next = queue.take();
      if (next.isEmpty()) {
        if (betweenBlocks) {
          cuts.cutIfDue();
        } else {
          runner.settle();
        }
        continue;
      }
      Work work = next.get();
      if (work instanceof Work.Step step) {
        if (betweenBlocks) {
          cuts.cutIfTaskAdopted();
          runner.beginBlock();
        }
        runner.step(step.batch(), System.nanoTime() - waitingSince);
        waitingSince = System.nanoTime();
        betweenBlocks = false;
      } else if (work instanceof Work.EndBlock end) {
        runner.settle();
        journal.append(end.block().closing());
        cuts.endBlock(end.block());
        betweenBlocks = true;
        cuts.cutIfDue();
        waitingSince = System.nanoTime();
      } else {
        change(work);
      }
    }
  }

  /** Takes over what became of a task, between blocks. */
  void change(TaskChange change) {
    if (change instanceof TaskChange.Adopted adopted) {
      adopt(adopted.task());
    } else if (change instanceof TaskChange.Grown grown) {
      grow(grown.task(), grown.labels());
    } else if (change instanceof TaskChange.Specified specified) {
      specify(specified.task());
    } else if (change instanceof TaskChange.StateSeen seen) {
      setState(seen.task(), seen.state());
    }
  }

  /**
   * Of many labels the event holds the first, and events of ordered labels with the rest follow.
   */
  private void adopt(AdoptedTask task) {
    TaskModule module = task.module();
    learner.adopt(module, seed);
    cuts.setTaskAdopted();
    List<String> first =
        LabelText.pieces(module.labels(), LABEL_BYTES).stream().findFirst().orElse(List.of());
    journal.append(
        TrainerEventType.TASK_ADOPTED,
        module.task(),
        Map.of(
            "kind", module.kind().name(),
            "labels", LabelText.join(first),
            "taskToken", Integer.toString(module.taskToken()),
            "maxInputTokens", Integer.toString(module.maxInputTokens()),
            "maxTargetTokens", Integer.toString(module.maxTargetTokens()),
            "minimumScore", Double.toString(module.scoreScale().minimum()),
            "maximumScore", Double.toString(module.scoreScale().maximum())));
    appendOrdered(module, first.size());
    LOG.info("Task '{}' is learned from now on, as {}", module.task(), module.kind());
    if (task.spec().getOpenLabels()) {
      logLabels(module.task(), module.labels(), 0);
    }
    specify(task);
  }

  private void grow(AdoptedTask task, List<String> labels) {
    TaskModule module = task.module();
    int from = module.labels().size() - labels.size();
    learner.grow(module.task(), labels, seed);
    cuts.setAdvanced();
    appendOrdered(module, from);
    logLabels(module.task(), labels, from);
    specify(task);
  }

  /** Tells a task's labels from a row on, in as many events as it takes. */
  private void appendOrdered(TaskModule module, int from) {
    List<String> labels = module.labels();
    int row = from;
    for (List<String> piece : LabelText.pieces(labels.subList(from, labels.size()), LABEL_BYTES)) {
      journal.append(
          TrainerEventType.LABELS_ORDERED,
          module.task(),
          Map.of("from", Integer.toString(row), "labels", LabelText.join(piece)));
      row += piece.size();
    }
  }

  private void specify(AdoptedTask task) {
    if (runner.setTask(task)) {
      journal.append(
          TrainerEventType.CONFIGURATION_CHANGED,
          "task." + task.module().task() + ".lossWeight",
          Map.of("to", Double.toString(task.spec().getLossWeight())));
    }
  }

  private void setState(String task, TaskState state) {
    TaskState before = states.set(task, state);
    if (before != state) {
      LOG.info("Task '{}' is {} now and was {} before", task, state, before);
      journal.append(
          TrainerEventType.CONFIGURATION_CHANGED,
          "task." + task + ".state",
          Map.of("from", before.name(), "to", state.name()));
    }
  }

  private static void logLabels(String task, List<String> labels, int from) {
    for (int i = 0; i < labels.size(); i++) {
      LOG.info(
          "Task '{}' learned label '{}' as its {}",
          task,
          LabelText.printable(labels.get(i)),
          Ordinal.of(from + i + 1));
    }
  }

  private void change(Work work) {
    if (work instanceof Work.ChangeTask task) {
      change(task.change());
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
