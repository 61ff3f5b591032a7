package io.headwater.service.lifecycle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder for the temporary files of this process alone.
 *
 * <p>Libraries unpack their natives into the folder for temporary files and remove them at the end,
 * but a process that is killed never gets there. So the start script gives each process a folder of
 * its own, and each start removes the folders whose process is gone.
 */
public final class ProcessFolder {
  private static final Logger log = LoggerFactory.getLogger(ProcessFolder.class);

  private static final String LOCK = "lock";

  /** Longer than it takes from the start of a process until it has locked its folder. */
  private static final Duration YOUNG = Duration.ofMinutes(1);

  private ProcessFolder() {}

  /** Returns the folder for temporary files that all processes share, and that outlives them. */
  public static Path shared() {
    return shared(current());
  }

  static Path shared(Path folder) {
    return isOwn(folder) ? folder.getParent().getParent() : folder;
  }

  /**
   * Claims the folder that the start script has made for this process, if it has, and removes those
   * of processes that are gone.
   */
  public static void claim() {
    if (isOwn(current())) {
      Optional<FileChannel> lock = claim(current(), Clock.systemUTC());
      // a channel that nothing refers to is closed, and its lock is gone
      Thread holder = new Thread(() -> log.trace("Leaving {}", lock), "process-folder");
      Runtime.getRuntime().addShutdownHook(holder);
    }
  }

  private static Path current() {
    return Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
  }

  /** Returns whether a folder is one that the start script makes; a user may have named another. */
  private static boolean isOwn(Path folder) {
    return folder.endsWith(Long.toString(ProcessHandle.current().pid()))
        && folder.getParent().getFileName() != null
        && folder.getParent().getFileName().toString().startsWith("headwater-");
  }

  @SuppressWarnings("resource") // the channel holds the lock until the process ends
  static Optional<FileChannel> claim(Path folder, Clock clock) {
    try {
      Optional<FileChannel> lock = lock(folder);
      if (lock.isPresent()) {
        folder.toFile().deleteOnExit(); // after all that is put into it later
        folder.resolve(LOCK).toFile().deleteOnExit();
        sweep(folder, clock.instant().minus(YOUNG));
      }
      return lock;
    } catch (IOException e) {
      log.debug("Temporary files of processes that were killed may stay", e);
      return Optional.empty();
    }
  }

  private static Optional<FileChannel> lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return Optional.of(channel);
      }
    } catch (OverlappingFileLockException e) {
      log.debug("{} is claimed already", folder);
    }
    channel.close();
    return Optional.empty();
  }

  private static void sweep(Path own, Instant before) throws IOException {
    List<Path> others;
    try (Stream<Path> all = Files.list(own.toAbsolutePath().getParent())) {
      others = all.filter(each -> !each.equals(own) && isOfProcess(each)).toList();
    }
    for (Path other : others) {
      try {
        if (Files.getLastModifiedTime(other).toInstant().isBefore(before)) {
          Optional<FileChannel> lock = lock(other);
          if (lock.isPresent()) {
            delete(other);
            lock.get().close();
          }
        }
      } catch (IOException e) {
        log.debug("{} cannot be removed now", other, e);
      }
    }
  }

  private static boolean isOfProcess(Path folder) {
    return folder.getFileName().toString().matches("\\d+")
        && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
  }

  /** Deletes a folder with all that is in it. */
  public static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(folder)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.deleteIfExists(file);
    }
  }
}
