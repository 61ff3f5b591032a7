package io.headwater.trainer.internal.assembly;

import io.headwater.schemas.BlockClosed;
import io.headwater.schemas.contract.SourcePartition;
import io.headwater.trainer.internal.batch.Batch;
import java.util.List;
import java.util.Map;

/**
 * A block ready to be trained on.
 *
 * @param changes tasks that are new or have grown because of it, before its first batch
 * @param batches its batches, in order
 * @param positions first offset after the block, of each partition in it
 * @param closing journal entry that closes it
 * @param deadLetters its records that are refused
 * @param pendingLabels labels of open sets that were seen too seldom by its end, by task
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
