package io.headwater.trainer.internal;

import io.headwater.schemas.contract.SourcePartition;
import io.headwater.trainer.internal.assembly.AssembledBlock;
import io.headwater.trainer.internal.assembly.TaskChange;
import io.headwater.trainer.internal.batch.Batch;

/** What the assemble thread tells the step thread, in order. */
sealed interface Work {
  /**
   * A task is new, or is not what it was.
   *
   * @param change what became of it
   */
  record ChangeTask(TaskChange change) implements Work {}

  /**
   * A partition is learned from, from now on.
   *
   * @param source the partition
   * @param from first offset
   * @param isNew whether no cut has named it yet
   */
  record AddPartition(SourcePartition source, long from, boolean isNew) implements Work {}

  /**
   * A partition is learned from no more, or not for now.
   *
   * @param source the partition
   * @param forget whether its position is void, since its topic was made anew
   */
  record DropPartition(SourcePartition source, boolean forget) implements Work {}

  /**
   * A batch is ready.
   *
   * @param batch the batch
   */
  record Step(Batch batch) implements Work {}

  /**
   * A block ends; all its batches came before.
   *
   * @param block the block
   */
  record EndBlock(AssembledBlock block) implements Work {}
}
