package io.headwater.trainer.internal.assembly;

import io.headwater.schemas.BlockClosed;
import io.headwater.schemas.contract.SourcePartition;
import io.headwater.trainer.internal.batch.Batch;
import java.util.List;
import java.util.Map;

/**
 * A block that is ready to be trained on.
 *
 * @param changes tasks that the block adds or grows, to be applied before its first batch
 * @param batches the batches, in order
 * @param positions first offset after the block, for each partition in it
 * @param closing journal entry that closes the block
 * @param deadLetters the refused records of the block
 * @param pendingLabels labels of open sets seen too seldom by the end of the block, by task
 */
public record AssembledBlock(
    List<TaskChange> changes,
    List<Batch> batches,
    Map<SourcePartition, Long> positions,
    BlockClosed closing,
    List<RefusedRecord> deadLetters,
    Map<String, PendingLabels> pendingLabels) {
  /** Copies the collections. */
  public AssembledBlock {
    changes = List.copyOf(changes);
    batches = List.copyOf(batches);
    positions = Map.copyOf(positions);
    deadLetters = List.copyOf(deadLetters);
    pendingLabels = Map.copyOf(pendingLabels);
  }
}
