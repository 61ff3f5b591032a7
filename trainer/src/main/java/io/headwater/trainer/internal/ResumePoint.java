package io.headwater.trainer.internal;

import io.headwater.schemas.contract.SourcePartition;
import java.util.List;
import java.util.Map;

/**
 * Where training goes on.
 *
 * @param step last step before
 * @param sequence last journal entry before
 * @param parents version that is gone on from; empty where there is none
 * @param nextVersion version of the next checkpoint
 * @param positions first offset of each partition that was not trained through
 * @param trainerState the trainer's own state
 */
record ResumePoint(
    long step,
    long sequence,
    List<Long> parents,
    long nextVersion,
    Map<SourcePartition, Long> positions,
    Map<String, String> trainerState) {

  /** The start of a new model. */
  static final ResumePoint NEW = new ResumePoint(0, 0, List.of(), 0, Map.of(), Map.of());

  ResumePoint {
    parents = List.copyOf(parents);
    positions = Map.copyOf(positions);
    trainerState = Map.copyOf(trainerState);
  }

  /** Returns the first offset of a partition that was not trained through. */
  long next(SourcePartition source) {
    return positions.getOrDefault(source, 0L);
  }
}
