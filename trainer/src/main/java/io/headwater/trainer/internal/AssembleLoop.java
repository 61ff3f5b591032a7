package io.headwater.trainer.internal;

import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.service.retry.Retry;
import io.headwater.service.retry.StoppedException;
import io.headwater.trainer.internal.assembly.AssembledBlock;
import io.headwater.trainer.internal.assembly.BlockAssembler;
import io.headwater.trainer.internal.assembly.TaskChange;
import io.headwater.trainer.internal.assembly.TaskRegistry;
import io.headwater.trainer.internal.batch.Batch;
import io.headwater.trainer.internal.discovery.Catalogue;
import io.headwater.trainer.internal.discovery.Discovery;
import io.headwater.trainer.internal.stream.Block;
import io.headwater.trainer.internal.stream.BlockBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * The loop of the assemble thread: takes blocks, applies changes between them, passes on batches.
 */
final class AssembleLoop {
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Discovery discovery;
  private final BlockBuffer buffer;
  private final PartitionManager partitions;
  private final TaskRegistry tasks;
  private final BlockAssembler assembler;
  private final WorkQueue queue;
  private final Lifecycle lifecycle;

  AssembleLoop(
      Discovery discovery,
      BlockBuffer buffer,
      PartitionManager partitions,
      TaskRegistry tasks,
      BlockAssembler assembler,
      WorkQueue queue,
      Lifecycle lifecycle) {
    this.discovery = discovery;
    this.buffer = buffer;
    this.partitions = partitions;
    this.tasks = tasks;
    this.assembler = assembler;
    this.queue = queue;
    this.lifecycle = lifecycle;
  }

  /** Runs until the trainer stops; a block that was begun is passed on to its end. */
  void run() throws Exception {
    try {
      while (lifecycle.isRunning()) {
        applyChanges(discovery.latest());
        Optional<Block> block = buffer.take(LOOK.toNanos());
        if (block.isPresent()) {
          hand(
              Retry.USUAL.call(
                  "read a block", lifecycle::awaitClosing, () -> assembler.assemble(block.get())));
        }
      }
    } catch (StoppedException e) {
      // The block could not be read and was not begun, so the next trainer takes it.
    }
  }

  private void applyChanges(Catalogue catalogue) throws InterruptedException {
    for (TaskChange change : tasks.update(catalogue.specs())) {
      queue.put(new Work.ChangeTask(change));
    }
    for (Work work : partitions.update(catalogue)) {
      queue.put(work);
    }
  }

  private void hand(AssembledBlock block) throws InterruptedException {
    partitions.advance(block.positions());
    for (TaskChange change : block.changes()) {
      queue.put(new Work.ChangeTask(change));
    }
    for (Batch batch : block.batches()) {
      queue.put(new Work.Step(batch));
    }
    queue.put(new Work.EndBlock(block));
  }
}
