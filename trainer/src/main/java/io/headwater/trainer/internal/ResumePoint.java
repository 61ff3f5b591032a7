package io.headwater.trainer.internal;

import io.headwater.schemas.contract.SourcePartition;
import java.util.List;
import java.util.Map;

/**
 * The point where training resumes.
 *
 * @param step last step done
 * @param sequence sequence of the last journal entry written
 * @param parents version that training continues from; empty for a new model
 * @param nextVersion version of the next checkpoint
 * @param positions next offset to train on, by partition
 * @param trainerState the trainer's own state, as the checkpoint holds it
 */
record ResumePoint(
    long step,
    long sequence,
    List<Long> parents,
    long nextVersion,
    Map<SourcePartition, Long> positions,
    Map<String, String> trainerState) {

  ResumePoint {
    parents = List.copyOf(parents);
    positions = Map.copyOf(positions);
    trainerState = Map.copyOf(trainerState);
  }

  /** Returns the start of a new model, with the state it begins with. */
  static ResumePoint first(Map<String, String> trainerState) {
    return new ResumePoint(0, 0, List.of(), 0, Map.of(), trainerState);
  }

  /** Returns the next offset of a partition to train on; 0 for a new partition. */
  long next(SourcePartition source) {
    return positions.getOrDefault(source, 0L);
  }
}
