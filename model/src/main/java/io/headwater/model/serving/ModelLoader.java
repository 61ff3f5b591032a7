package io.headwater.model.serving;

import java.io.IOException;
import java.nio.file.Path;

/** Loads a checkpoint whose files were checked. */
@FunctionalInterface
public interface ModelLoader {

  /**
   * Returns the model in a folder.
   *
   * @throws io.headwater.model.checkpoint.CorruptCheckpointException if it cannot be understood or
   *     does not answer as it should
   */
  ServedModel load(Path folder) throws IOException;
}
