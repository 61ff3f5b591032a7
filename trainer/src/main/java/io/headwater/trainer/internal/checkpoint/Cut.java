package io.headwater.trainer.internal.checkpoint;

import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.TrainedThrough;
import io.headwater.trainer.internal.assembly.RefusedRecord;
import io.headwater.trainer.internal.batch.PreparedRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * A consistent cut of everything except the model's arrays.
 *
 * @param manifest manifest of the checkpoint, still without canaries and files
 * @param canaryRows rows whose inputs become canaries
 * @param deadLetters dead letters since the previous cut, published with this one
 * @param assigned partitions whose group offsets are committed; others may no longer exist
 */
public record Cut(
    CheckpointManifest manifest,
    List<PreparedRow> canaryRows,
    List<RefusedRecord> deadLetters,
    List<TopicPartition> assigned) {
  /** Copies the collections. */
  public Cut {
    canaryRows = List.copyOf(canaryRows);
    deadLetters = List.copyOf(deadLetters);
    assigned = List.copyOf(assigned);
  }

  /** Returns the group offsets to commit, which serve lag monitors. */
  public Map<TopicPartition, OffsetAndMetadata> groupOffsets() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (TrainedThrough position : manifest.positions()) {
      TopicPartition partition = new TopicPartition(position.topic(), position.partition());
      if (assigned.contains(partition)) {
        offsets.put(
            partition,
            new OffsetAndMetadata(position.nextOffset(), "version " + manifest.version()));
      }
    }
    return offsets;
  }
}
