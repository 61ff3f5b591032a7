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

  /**
   * Puts another folder's file of the same name and bytes in the place of a large file, or of one
   * that is missing.
   *
   * @param other folder that may have the file
   * @param wanted name, size and digest of the file
   * @param file where it is wanted
   * @return whether it is now the other folder's file; if not, nothing has changed
   */
  public static boolean link(Path other, StoredFile wanted, Path file) throws IOException {
    Path found = other.resolve(wanted.name());
    if (!isLarge(wanted)
        || !Files.isRegularFile(found, LinkOption.NOFOLLOW_LINKS)
        || Files.size(found) != wanted.size()
        || !FileDigests.of(other, found).equals(wanted)) {
      return false;
    }
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
