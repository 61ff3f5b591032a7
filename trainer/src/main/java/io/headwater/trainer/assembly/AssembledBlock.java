package io.headwater.trainer.assembly;

import io.headwater.schemas.BlockClosed;
import io.headwater.trainer.batch.Batch;
import io.headwater.trainer.stream.SourcePartition;
import java.util.List;
import java.util.Map;

/**
 * A block ready to be trained on.
 *
 * @param batches its batches, in order
 * @param positions first offset after the block, of each partition in it
 * @param closing journal entry that closes it
 * @param deadLetters its records that are not trained on
 */
public record AssembledBlock(
    List<Batch> batches,
    Map<SourcePartition, Long> positions,
    BlockClosed closing,
    List<DeadLetter> deadLetters) {
  /** Copies the collections. */
  public AssembledBlock {
    batches = List.copyOf(batches);
    positions = Map.copyOf(positions);
    deadLetters = List.copyOf(deadLetters);
  }
}
