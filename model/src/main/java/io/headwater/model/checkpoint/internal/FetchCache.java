package io.headwater.model.checkpoint.internal;

import io.headwater.model.checkpoint.CheckpointFiles;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.lifecycle.ProcessFolder;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of fetched checkpoints, which processes may share. It needs no locks: each fetch works
 * in its own folder until a complete checkpoint appears by one rename.
 *
 * <p>The next fetch of a checkpoint takes over what a dead one left. The most recently used
 * checkpoints stay, and so does any that its caller may still be reading.
 */
public final class FetchCache {
  private static final Logger LOG = LoggerFactory.getLogger(FetchCache.class);
  private static final int KEPT = 3;
  private static final Duration IN_USE = Duration.ofSeconds(30);

  /**
   * A caller reads at least this many bytes a second; a larger checkpoint stays in use for longer.
   */
  private static final long READ_BYTES = 16 << 20;

  private static final Duration FORGOTTEN = Duration.ofHours(6);

  /** A running fetch adds a chunk or touches its folder more often than this. */
  private static final Duration SILENT = Duration.ofMinutes(1);

  private static final String PARTIAL = ".partial-";
  private static final String TEMPORARY = ".tmp-";

  private final Path root;
  private final Clock clock;
  private final String owner;

  private FetchCache(Path root, Clock clock) {
    this.root = root;
    this.clock = clock;
    this.owner = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
  }

  /**
   * Opens this user's own cache under the system's temporary folder.
   *
   * @throws IOException if another user could change a file there between its check and its use
   */
  public static FetchCache openOwn(Clock clock) throws IOException {
    return openOwn(
        ProcessFolder.shared().resolve("headwater-checkpoints-" + System.getProperty("user.name")),
        clock);
  }

  static FetchCache openOwn(Path root, Clock clock) throws IOException {
    create(root.toAbsolutePath().normalize());
    requireOwn(root);
    return open(root, clock);
  }

  private static void requireOwn(Path folder) throws IOException {
    if (!isPosix(folder)) {
      return;
    }
    PosixFileAttributes found =
        Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    Path mine = Files.createTempFile("headwater-", ".owner");
    try {
      if (!found.isDirectory()
          || !found.owner().equals(Files.getOwner(mine))
          || found.permissions().contains(PosixFilePermission.GROUP_WRITE)
          || found.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
        throw new IOException(
            folder
                + " is not a folder that this user alone may write to: remove it, or set "
                + ServiceConfig.CHECKPOINT_CACHE);
      }
    } finally {
      Files.delete(mine);
    }
  }

  /**
   * Opens the folder, creating it if absent; with POSIX permissions, only this user can read a new
   * one.
   */
  public static FetchCache open(Path root, Clock clock) throws IOException {
    Path absolute = root.toAbsolutePath().normalize();
    create(absolute);
    Instant since = clock.instant().minus(FORGOTTEN);
    AbandonedFolders.remove(absolute, PARTIAL, since);
    AbandonedFolders.remove(absolute, TEMPORARY, since);
    return new FetchCache(absolute, clock);
  }

  private static void create(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    if (isPosix(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectories(folder);
    }
  }

  private static boolean isPosix(Path folder) {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** Returns the folder of the cache. */
  public Path root() {
    return root;
  }

  /** Makes a folder to write a checkpoint into; the caller removes it. */
  public Path temporary() throws IOException {
    return Files.createDirectory(root.resolve(TEMPORARY + UUID.randomUUID()));
  }

  /** Returns the place of a complete checkpoint, or of a complete part of one. */
  public Path place(String name) {
    return root.resolve(name);
  }

  /**
   * Makes a folder for chunks, or takes over one that an unfinished fetch left.
   *
   * @param name name of the place that the folder will be moved to
   * @param layout layout of the whole checkpoint
   * @param wanted which of its files are fetched
   */
  public PartialFolder claim(String name, ChunkLayout layout, CheckpointFiles wanted)
      throws IOException {
    Path mine = root.resolve(PARTIAL + name + "~" + owner + "-" + UUID.randomUUID());
    for (Path child : Folders.list(root)) {
      String file = child.getFileName().toString();
      if (file.startsWith(PARTIAL + name + "~") && isAbandoned(child)) {
        try {
          Files.move(child, mine, StandardCopyOption.ATOMIC_MOVE);
          touch(mine);
          return PartialFolder.resume(mine, layout, wanted);
        } catch (NoSuchFileException e) {
          LOG.debug("{} was taken over by somebody else", child);
        }
      }
    }
    return PartialFolder.resume(Files.createDirectory(mine), layout, wanted);
  }

  /**
   * Returns whether the folder's process is gone from this machine, or left it untouched for a
   * while.
   */
  private boolean isAbandoned(Path partial) throws IOException {
    String file = partial.getFileName().toString();
    String held = file.substring(file.lastIndexOf('~') + 1);
    try {
      long pid = Long.parseLong(held.substring(0, held.indexOf('-')));
      return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()
          || Folders.lastChange(partial).toInstant().isBefore(clock.instant().minus(SILENT));
    } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
      return false;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Lets the next fetch, in any process, take over the folder at once. */
  public void release(Path partial) {
    FileTime silent = FileTime.from(clock.instant().minus(SILENT.multipliedBy(2)));
    try {
      Files.setLastModifiedTime(partial, silent);
      for (Path file : Folders.list(partial)) {
        Files.setLastModifiedTime(file, silent);
      }
    } catch (IOException e) {
      LOG.debug("{} cannot be released", partial, e);
    }
  }

  /** Moves a complete checkpoint to its place; if one is there already, that one stays. */
  public Path settle(Path finished, String name) throws IOException {
    Path place = place(name);
    try {
      Files.move(finished, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw e;
    } catch (FileSystemException e) {
      if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
      Folders.delete(finished);
    }
    touch(place);
    return place;
  }

  /** Notes that a checkpoint, or a part of one, is in use now. */
  public void touch(Path folder) throws IOException {
    Files.setLastModifiedTime(folder, FileTime.from(clock.instant()));
  }

  /** Removes checkpoints that were not used recently, but keeps the few that were used last. */
  public void prune() {
    try {
      removeIdle();
    } catch (IOException e) {
      LOG.info("Old checkpoints in {} are left for the next time: {}", root, e.toString());
    }
  }

  private void removeIdle() throws IOException {
    record Aged(Path folder, FileTime used) {}
    List<Aged> whole = new ArrayList<>();
    for (Path child : Folders.list(root)) {
      if (!child.getFileName().toString().startsWith(".") && Files.isDirectory(child)) {
        whole.add(new Aged(child, Files.getLastModifiedTime(child)));
      }
    }
    whole.sort(Comparator.comparing(Aged::used).reversed());
    for (Aged old : whole.subList(Math.min(KEPT, whole.size()), whole.size())) {
      Duration inUse = IN_USE.plusSeconds(Folders.size(old.folder()) / READ_BYTES);
      if (old.used().toInstant().isBefore(clock.instant().minus(inUse))) {
        Path aside = root.resolve(TEMPORARY + UUID.randomUUID());
        Files.move(old.folder(), aside, StandardCopyOption.ATOMIC_MOVE);
        Folders.delete(aside);
      }
    }
  }
}
