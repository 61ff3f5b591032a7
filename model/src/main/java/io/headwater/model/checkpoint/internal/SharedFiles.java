package io.headwater.model.checkpoint.internal;

import io.headwater.model.checkpoint.CheckpointManifest.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Large files that several checkpoints have, kept once under several names. */
public final class SharedFiles {
  private static final Logger LOG = LoggerFactory.getLogger(SharedFiles.class);

  /** Below this size, in bytes, a file is not worth the trouble. */
  private static final long LARGE = 64 << 10;

  private SharedFiles() {}

  /** Returns whether a file is large enough to be kept once. */
  public static boolean isLarge(StoredFile file) {
    return file.size() >= LARGE;
  }

  /** Returns whether a folder has a file of this name with these bytes. */
  public static boolean has(Path folder, StoredFile wanted) throws IOException {
    Path found = folder.resolve(wanted.name());
    return Files.isRegularFile(found, LinkOption.NOFOLLOW_LINKS)
        && Files.size(found) == wanted.size()
        && FileDigests.of(folder, found).equals(wanted);
  }

  /**
   * Gives a file, whose bytes the caller has checked, a second name, in the place of what has that
   * name.
   *
   * @return whether both are one file now; if not, nothing has changed
   */
  public static boolean link(Path found, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Path link = file.resolveSibling(".tmp-" + UUID.randomUUID());
    try {
      Files.createLink(link, found);
      Files.move(link, file, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      LOG.debug("{} is not shared with {}", file, found, e);
      return false;
    } finally {
      // A rename onto another name of the same file leaves both.
      Files.deleteIfExists(link);
    }
  }
}
