package io.headwater.trainer.internal.checkpoint;

import io.headwater.model.checkpoint.AbsentCheckpointException;
import io.headwater.model.checkpoint.CheckpointFiles;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.schemas.CheckpointAnnouncement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the newest announced checkpoint that can be loaded. */
public final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final CheckpointStore store;

  /** Loads the state of a checkpoint. */
  @FunctionalInterface
  public interface Loader<T> {
    /**
     * Loads a checkpoint from a folder whose files have been verified.
     *
     * @throws CorruptCheckpointException if it cannot be understood
     * @throws IOException if it cannot be read now
     */
    T load(CheckpointAnnouncement announcement, Path folder) throws IOException;
  }

  /** Makes a recovery that loads from the given store. */
  public Recovery(CheckpointStore store) {
    this.store = store;
  }

  /**
   * Loads the newest checkpoint; if it is broken, the one before it, and so on.
   *
   * @return the loaded checkpoint, or empty if none was ever announced
   * @throws IOException if checkpoints were announced but none can be loaded, or if one cannot be
   *     read now, for example for lack of disk space. Silently starting anew, or from an older
   *     checkpoint, would throw away what the model has learned
   */
  public <T> Optional<T> newest(Collection<CheckpointAnnouncement> announced, Loader<T> loader)
      throws IOException {
    List<CheckpointAnnouncement> newestFirst = new ArrayList<>(announced);
    newestFirst.sort(Comparator.comparingLong(CheckpointAnnouncement::getVersion).reversed());
    for (CheckpointAnnouncement announcement : newestFirst) {
      try {
        return Optional.of(
            loader.load(announcement, store.fetch(announcement, CheckpointFiles.ALL)));
      } catch (AbsentCheckpointException e) {
        if (announcement.getVersion() == newestFirst.get(0).getVersion()) {
          LOG.error("Version {} is gone: {}", announcement.getVersion(), e.getMessage());
        } else {
          LOG.info("Version {} was deleted", announcement.getVersion());
        }
      } catch (CorruptCheckpointException | IllegalArgumentException e) {
        LOG.error(
            "Version {} cannot be loaded from {}, the version before is tried: {}",
            announcement.getVersion(),
            announcement.getUri(),
            e.toString());
      }
    }
    if (newestFirst.isEmpty()) {
      return Optional.empty();
    }
    throw new IOException(
        "none of the "
            + newestFirst.size()
            + " announced versions of model '"
            + newestFirst.get(0).getModel()
            + "' can be loaded; restore one where it was stored, or choose another model.name to"
            + " start anew");
  }
}
