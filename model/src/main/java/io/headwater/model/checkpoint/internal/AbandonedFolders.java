package io.headwater.model.checkpoint.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes unfinished folders that dead processes left behind. */
public final class AbandonedFolders {
  private static final Logger LOG = LoggerFactory.getLogger(AbandonedFolders.class);

  private AbandonedFolders() {}

  /**
   * Removes the folders in {@code root} whose names start with {@code prefix} and that have not
   * changed since an instant.
   */
  public static void remove(Path root, String prefix, Instant since) throws IOException {
    for (Path child : Folders.list(root)) {
      if (child.getFileName().toString().startsWith(prefix)
          && Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
        removeIfOld(child, since);
      }
    }
  }

  private static void removeIfOld(Path folder, Instant since) {
    try {
      if (Folders.lastChange(folder).toInstant().isBefore(since)) {
        Folders.delete(folder);
        LOG.info("Removed {}, left by a process that died", folder);
      }
    } catch (IOException e) {
      LOG.warn("Could not remove {}, left by a process that died: {}", folder, e.toString());
    }
  }
}
