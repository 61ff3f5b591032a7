package io.headwater.evaluator.internal.scorer;

import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.Position;
import io.headwater.schemas.contract.SourcePartition;
import java.util.HashMap;
import java.util.Map;

/**
 * How far a version was trained through each partition.
 *
 * <p>A version may score a record only if the record's offset is not below the version's cut in
 * that partition.
 *
 * @param positions first offset that was not trained through, by partition; an absent partition was
 *     not trained on at all
 */
public record VersionCut(Map<SourcePartition, Long> positions) {
  /** The cut of an untrained version. */
  public static final VersionCut NONE = new VersionCut(Map.of());

  /** Copies the positions. */
  public VersionCut {
    positions = Map.copyOf(positions);
  }

  /** Returns the cut that was announced. */
  public static VersionCut of(CheckpointAnnouncement announcement) {
    Map<SourcePartition, Long> positions = new HashMap<>();
    for (Position position : announcement.getPositions()) {
      positions.merge(SourcePartition.of(position), position.getNextOffset(), Math::max);
    }
    return new VersionCut(positions);
  }

  /** Returns the first offset of a partition that was not trained through. */
  public long nextOffset(SourcePartition partition) {
    return positions.getOrDefault(partition, 0L);
  }

  /** Returns whether the version may score a record. */
  public boolean permits(SourcePartition partition, long offset) {
    return nextOffset(partition) <= offset;
  }
}
