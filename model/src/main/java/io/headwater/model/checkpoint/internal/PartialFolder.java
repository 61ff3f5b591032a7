package io.headwater.model.checkpoint.internal;

import io.headwater.model.checkpoint.CheckpointFiles;
import io.headwater.model.checkpoint.CheckpointManifest.StoredFile;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * Wanted files of a checkpoint, of which only the first chunks are present; the sizes of the files
 * tell how many.
 */
public final class PartialFolder {
  private final Path folder;
  private final ChunkLayout layout;
  private final CheckpointFiles wanted;
  private int next;

  private PartialFolder(Path folder, ChunkLayout layout, CheckpointFiles wanted, int next) {
    this.folder = folder;
    this.layout = layout;
    this.wanted = wanted;
    this.next = layout.firstOf(wanted, next);
  }

  /** Continues with the chunks in a folder; cuts off a last chunk that is incomplete. */
  static PartialFolder resume(Path folder, ChunkLayout layout, CheckpointFiles wanted)
      throws IOException {
    int next = 0;
    boolean whole = true;
    for (StoredFile file : layout.files()) {
      if (whole && (file.size() == 0 || !wanted.include(file.name()))) {
        next += (int) layout.chunksOf(file);
        continue;
      }
      Path path = folder.resolve(file.name());
      long size =
          whole && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) ? Files.size(path) : -1;
      if (size == file.size()) {
        next += (int) layout.chunksOf(file);
        continue;
      }
      if (size < 0 || size > file.size()) {
        Files.deleteIfExists(path);
      } else {
        long chunks = size / layout.chunkBytes();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
          channel.truncate(chunks * layout.chunkBytes());
        }
        next += (int) chunks;
      }
      whole = false;
    }
    return new PartialFolder(folder, layout, wanted, next);
  }

  /** Returns the folder. */
  public Path folder() {
    return folder;
  }

  /** Marks the folder as still in use. */
  public void touch() throws IOException {
    Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
  }

  /** Returns the number of the first wanted chunk that is missing. */
  public int next() {
    return next;
  }

  /** Returns whether a wanted chunk is present. */
  public boolean isBegun() {
    return next > layout.firstOf(wanted, 0);
  }

  /** Returns whether every wanted chunk is present. */
  public boolean isComplete() {
    return next >= layout.count();
  }

  /**
   * Adds the next chunk.
   *
   * @throws CorruptCheckpointException if its length is not that of the next chunk
   */
  public void append(byte[] chunk) throws IOException {
    ChunkLayout.Place place = layout.place(next);
    if (chunk.length != place.length()) {
      throw new CorruptCheckpointException(
          place.file()
              + ": chunk "
              + next
              + " has "
              + chunk.length
              + " bytes but must have "
              + place.length());
    }
    Path file = folder.resolve(place.file());
    Files.createDirectories(file.getParent());
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      out.write(chunk);
    }
    next = layout.firstOf(wanted, next + 1);
  }

  /** Creates the empty files, which have no chunk, and returns the folder with all wanted files. */
  public Path finished() throws IOException {
    for (StoredFile file : layout.files()) {
      Path path = folder.resolve(file.name());
      if (file.size() == 0
          && wanted.include(file.name())
          && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectories(path.getParent());
        Files.createFile(path);
      }
    }
    return folder;
  }
}
