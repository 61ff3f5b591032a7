package io.headwater.model.checkpoint.internal;

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

/** A checkpoint of which the chunks before some number are there; their sizes say which. */
public final class PartialFolder {
  private final Path folder;
  private final ChunkLayout layout;
  private int next;

  private PartialFolder(Path folder, ChunkLayout layout, int next) {
    this.folder = folder;
    this.layout = layout;
    this.next = next;
  }

  /** Goes on with what a folder holds; what is not a whole chunk is cut off. */
  static PartialFolder resume(Path folder, ChunkLayout layout) throws IOException {
    int next = 0;
    boolean whole = true;
    for (StoredFile file : layout.files()) {
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
    return new PartialFolder(folder, layout, next);
  }

  /** Returns where it is. */
  public Path folder() {
    return folder;
  }

  /** Says that somebody is still at work on it. */
  public void touch() throws IOException {
    Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
  }

  /** Returns the number of the first chunk that is not there. */
  public int next() {
    return next;
  }

  /** Returns whether every chunk is there. */
  public boolean isComplete() {
    return next >= layout.count();
  }

  /**
   * Adds the next chunk.
   *
   * @throws CorruptCheckpointException if it is longer or shorter than that one was
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
    try (OutputStream out =
        Files.newOutputStream(
            folder.resolve(place.file()), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      out.write(chunk);
    }
    next++;
  }

  /** Returns the folder with every file, those without a chunk too. */
  public Path finished() throws IOException {
    for (StoredFile file : layout.files()) {
      Path path = folder.resolve(file.name());
      if (file.size() == 0 && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.createFile(path);
      }
    }
    return folder;
  }
}
