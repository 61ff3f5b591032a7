package io.headwater.model.checkpoint;

import io.headwater.model.checkpoint.internal.AbandonedFolders;
import io.headwater.model.checkpoint.internal.AnnouncedFiles;
import io.headwater.model.checkpoint.internal.FileDigests;
import io.headwater.model.checkpoint.internal.Folders;
import io.headwater.model.checkpoint.internal.SealedFolder;
import io.headwater.model.checkpoint.internal.SharedFiles;
import io.headwater.model.checkpoint.internal.UnwritableFolder;
import io.headwater.schemas.CheckpointAnnouncement;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Stores each checkpoint as a folder inside one root folder, which machines may share.
 *
 * <p>A checkpoint appears under its name {@code v<version>-e<epoch>-<hash>} only when all its files
 * are on the disk. Only the last part of an announced URI counts, so that machines may mount the
 * root at different places.
 */
public final class FileCheckpointStore implements CheckpointStore {
  private static final Pattern NAME = Pattern.compile("v[0-9]+-e[0-9]+-[0-9a-f]{12}");
  private static final String TEMPORARY = ".tmp-";
  private static final Duration DEAD_AFTER = Duration.ofHours(1);

  private final Path root;

  private FileCheckpointStore(Path root) {
    this.root = root;
  }

  /**
   * Opens a folder, creating it if absent, and removes what writers that died over an hour ago left
   * behind.
   */
  public static FileCheckpointStore open(Path root) throws IOException {
    return open(root, Clock.systemUTC());
  }

  static FileCheckpointStore open(Path root, Clock clock) throws IOException {
    Path absolute = root.toAbsolutePath().normalize();
    createForGood(absolute);
    AbandonedFolders.remove(absolute, TEMPORARY, clock.instant().minus(DEAD_AFTER));
    return new FileCheckpointStore(absolute);
  }

  /** Creates a folder and its missing parents, and syncs each new entry to the disk. */
  private static void createForGood(Path folder) throws IOException {
    Path parent = folder.getParent();
    if (Files.isDirectory(folder) || parent == null) {
      return;
    }
    createForGood(parent);
    Files.createDirectories(folder);
    FileDigests.sync(parent);
  }

  /** Returns the store in a folder without creating or removing anything. */
  static FileCheckpointStore at(Path root) {
    return new FileCheckpointStore(root.toAbsolutePath().normalize());
  }

  /**
   * {@inheritDoc}
   *
   * @throws IOException if the folder cannot be written; names it and the space left
   */
  @Override
  public Stored put(
      CheckpointManifest manifest, Optional<CheckpointAnnouncement> before, Content content)
      throws IOException {
    Optional<Path> earlier = before.flatMap(announced -> folder(announced.getUri()));
    return UnwritableFolder.naming(root, () -> write(manifest, earlier, content));
  }

  private Stored write(CheckpointManifest manifest, Optional<Path> earlier, Content content)
      throws IOException {
    Path temporary = Files.createDirectory(temporary());
    try {
      content.writeTo(temporary);
      SealedFolder sealed =
          SealedFolder.seal(
              temporary,
              manifest,
              (file, digest) -> {
                if (earlier.isPresent()
                    && SharedFiles.isLarge(digest)
                    && SharedFiles.has(earlier.get(), digest)) {
                  boolean unused = SharedFiles.link(earlier.get().resolve(digest.name()), file);
                }
              });
      Path target = root.resolve(sealed.name());
      publish(temporary, target);
      Folders.delete(temporary);
      return new Stored(target.toUri().toString(), sealed.manifest(), sealed.manifestFile());
    } catch (IOException | RuntimeException | Error e) {
      try {
        Folders.delete(temporary);
      } catch (IOException left) {
        e.addSuppressed(left); // removed when the store is next opened
      }
      throw e;
    }
  }

  /** Renames a folder; leaves both as they are if its new name is not sure to stay. */
  private void publish(Path temporary, Path target) throws IOException {
    // The name contains a hash, so if it is taken, the same bytes were stored before.
    boolean isNew = !Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS);
    if (isNew) {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    }
    try {
      FileDigests.sync(root); // also if not new: an earlier writer may have died after its rename
    } catch (IOException e) {
      if (isNew) {
        Files.move(target, temporary, StandardCopyOption.ATOMIC_MOVE);
      }
      throw e;
    }
  }

  @Override
  public Path fetch(CheckpointAnnouncement announcement, CheckpointFiles wanted)
      throws IOException {
    Path folder =
        folder(announcement.getUri())
            .orElseThrow(
                () ->
                    new CorruptCheckpointException(
                        announcement.getUri() + ": not the URI of a stored checkpoint"));
    requireStored(folder);
    try {
      AnnouncedFiles.check(folder, announcement, wanted);
    } catch (CorruptCheckpointException | NoSuchFileException e) {
      requireStored(folder); // deleted while it was read
      throw e;
    }
    return folder;
  }

  private static void requireStored(Path folder) throws AbsentCheckpointException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new AbsentCheckpointException(folder + ": missing");
    }
  }

  @Override
  public void delete(CheckpointAnnouncement announcement, Collection<CheckpointAnnouncement> others)
      throws IOException {
    String uri = announcement.getUri();
    Path folder =
        folder(uri)
            .orElseThrow(
                () -> new IllegalArgumentException(uri + " is not the URI of a stored checkpoint"));
    String name = AnnouncedFiles.checkpointName(announcement, AnnouncedFiles.of(announcement));
    if (!folder.endsWith(name)) {
      throw new CorruptCheckpointException(uri + ": the announced checkpoint is " + name);
    }
    Path temporary = temporary();
    try {
      // Renamed first, so that nobody sees half a checkpoint.
      Files.move(folder, temporary, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return;
    }
    Folders.delete(temporary);
  }

  @Override
  public void close() {
    // Holds nothing open.
  }

  private Path temporary() {
    return root.resolve(TEMPORARY + UUID.randomUUID());
  }

  /**
   * Returns where a checkpoint lies in this store; empty if the URI is not that of a checkpoint.
   */
  private Optional<Path> folder(String uri) {
    URI parsed;
    try {
      parsed = URI.create(uri);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (!"file".equals(parsed.getScheme()) || parsed.getPath() == null) {
      return Optional.empty();
    }
    String path = parsed.getPath().replaceFirst("/+$", "");
    String name = path.substring(path.lastIndexOf('/') + 1);
    return NAME.matcher(name).matches() ? Optional.of(root.resolve(name)) : Optional.empty();
  }
}
