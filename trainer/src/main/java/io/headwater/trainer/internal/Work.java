package io.headwater.trainer.internal;

import io.headwater.schemas.contract.SourcePartition;
import io.headwater.trainer.internal.assembly.AssembledBlock;
import io.headwater.trainer.internal.assembly.RefusedRecord;
import io.headwater.trainer.internal.assembly.TaskChange;
import io.headwater.trainer.internal.batch.Batch;

/** Work that the assemble thread passes to the step thread, in order. */
sealed interface Work {
  /** Returns roughly how many bytes the records take that the work still holds as they arrived. */
  default long recordBytes() {
    return 0;
  }

  /**
   * A task is new or has changed.
   *
   * @param change the change
   */
  record ChangeTask(TaskChange change) implements Work {}

  /**
   * A partition is trained on from now on.
   *
   * @param source the partition
   * @param from first offset to train on
   * @param isNew whether no cut has named it yet
   */
  record AddPartition(SourcePartition source, long from, boolean isNew) implements Work {}

  /**
   * A partition is no longer trained on, for good or for now.
   *
   * @param source the partition
   * @param forget whether its position is void because its topic was recreated
   */
  record DropPartition(SourcePartition source, boolean forget) implements Work {}

  /**
   * A batch is ready.
   *
   * @param batch the batch
   */
  record Step(Batch batch) implements Work {}

  /**
   * A block ends, after all its batches.
   *
   * @param block the block
   */
  record EndBlock(AssembledBlock block) implements Work {
    @Override
    public long recordBytes() {
      return block.deadLetters().stream().mapToLong(RefusedRecord::size).sum();
    }
  }
}
