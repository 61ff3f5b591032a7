package io.headwater.trainer.internal;

import io.headwater.schemas.TrainerEventType;
import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.trainer.internal.assembly.AssembledBlock;
import io.headwater.trainer.internal.journal.Journal;
import java.util.Map;
import java.util.Optional;

/** The loop of the step thread: does the work that the assemble thread passes on. */
final class StepLoop {
  private final WorkQueue queue;
  private final StepRunner runner;
  private final TaskUpdater tasks;
  private final CutState cut;
  private final Checkpointer checkpointer;
  private final Journal journal;
  private final StatusBoard board;
  private final Lifecycle lifecycle;

  StepLoop(
      WorkQueue queue,
      StepRunner runner,
      TaskUpdater tasks,
      CutState cut,
      Checkpointer checkpointer,
      Journal journal,
      StatusBoard board,
      Lifecycle lifecycle) {
    this.queue = queue;
    this.runner = runner;
    this.tasks = tasks;
    this.cut = cut;
    this.checkpointer = checkpointer;
    this.journal = journal;
    this.board = board;
    this.lifecycle = lifecycle;
  }

  /**
   * Works until told to stop, then finishes the block in progress and makes the final cut. If all
   * is over, it stops at once.
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
        checkpointer.finish(); // queued blocks are not begun: the next trainer reads them
        return;
      }
      Optional<Work> next = queue.take();
      if (next.isEmpty()) {
        if (betweenBlocks) {
          checkpointer.cutIfDue();
        } else {
          runner.settle();
        }
        continue;
      }
      Work work = next.get();
      if (work instanceof Work.Step step) {
        if (betweenBlocks) {
          checkpointer.cutIfTaskAdopted();
          runner.beginBlock();
        }
        runner.step(step.batch(), System.nanoTime() - waitingSince);
        waitingSince = System.nanoTime();
        betweenBlocks = false;
      } else if (work instanceof Work.EndBlock end) {
        endBlock(end.block());
        betweenBlocks = true;
        checkpointer.cutIfDue();
        waitingSince = System.nanoTime();
      } else {
        change(work);
      }
    }
  }

  private void endBlock(AssembledBlock block) {
    runner.settle();
    journal.append(block.closing());
    cut.endBlock(block);
    block.deadLetters().forEach(letter -> board.refused(letter.rejection().reason().name()));
  }

  private void change(Work work) {
    if (work instanceof Work.ChangeTask task) {
      tasks.apply(task.change());
    } else if (work instanceof Work.AddPartition added) {
      cut.addPartition(added.source(), added.from());
      if (added.isNew()) {
        journal.append(
            TrainerEventType.PARTITION_ADDED,
            added.source().toString(),
            Map.of("topicId", added.source().topicId(), "from", Long.toString(added.from())));
      }
    } else if (work instanceof Work.DropPartition dropped) {
      cut.dropPartition(dropped.source(), dropped.forget());
    }
  }
}
