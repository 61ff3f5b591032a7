package io.headwater.model.checkpoint;

import io.headwater.model.checkpoint.internal.ManifestJson;

/** Which files of a checkpoint somebody needs. */
public enum CheckpointFiles {
  /** The manifest alone, which says what the checkpoint is. */
  MANIFEST,
  /**
   * All that answering needs: every file but the optimizer's state, which is the larger part of
   * most checkpoints.
   */
  MODEL,
  /** Every file, as learning on needs. */
  ALL;

  /** Returns whether a file of the given name is among these. */
  public boolean include(String name) {
    return switch (this) {
      case MANIFEST -> name.equals(ManifestJson.FILE);
      case MODEL -> !name.equals(CheckpointFolder.OPTIMIZER);
      case ALL -> true;
    };
  }
}
