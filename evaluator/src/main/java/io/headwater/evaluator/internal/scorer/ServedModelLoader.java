package io.headwater.evaluator.internal.scorer;

import io.headwater.model.serving.ServedModel;
import io.headwater.schemas.CheckpointAnnouncement;
import java.io.IOException;

/** Makes a served model from an announced checkpoint. */
@FunctionalInterface
public interface ServedModelLoader {

  /**
   * Fetches, checks and loads a checkpoint.
   *
   * @throws io.headwater.model.checkpoint.CorruptCheckpointException if the checkpoint can never be
   *     loaded
   * @throws IOException if the store does not answer; the caller may try again
   */
  ServedModel load(CheckpointAnnouncement announcement) throws IOException;
}
