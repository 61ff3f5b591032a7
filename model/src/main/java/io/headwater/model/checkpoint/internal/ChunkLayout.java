package io.headwater.model.checkpoint.internal;

import io.headwater.model.checkpoint.CheckpointFiles;
import io.headwater.model.checkpoint.CheckpointManifest.StoredFile;
import java.util.List;

/**
 * How files are cut into chunks: each file separately, in order, with chunk numbers that continue
 * from file to file. An empty file has no chunk.
 *
 * @param files the files, in order
 * @param chunkBytes size of every chunk but the last of each file
 */
public record ChunkLayout(List<StoredFile> files, int chunkBytes) {
  /**
   * A chunk's place.
   *
   * @param file name of its file
   * @param offset first byte within the file
   * @param length number of bytes
   */
  public record Place(String file, long offset, int length) {}

  /** Copies the list. */
  public ChunkLayout {
    files = List.copyOf(files);
  }

  /** Returns the number of chunks of all files. */
  public long count() {
    return files.stream().mapToLong(this::chunksOf).sum();
  }

  /** Returns the number of chunks of one file. */
  public long chunksOf(StoredFile file) {
    return file.size() / chunkBytes + (file.size() % chunkBytes == 0 ? 0 : 1);
  }

  /** Returns the first chunk, from a given one on, of a wanted file; the count if there is none. */
  int firstOf(CheckpointFiles wanted, int from) {
    long end = 0;
    for (StoredFile file : files) {
      long start = end;
      end += chunksOf(file);
      if (end > from && wanted.include(file.name())) {
        return (int) Math.max(start, from);
      }
    }
    return (int) end;
  }

  /** Returns the place of a chunk, counted from 0. */
  public Place place(int index) {
    long left = index;
    for (StoredFile file : files) {
      long chunks = chunksOf(file);
      if (left < chunks) {
        long offset = left * chunkBytes;
        return new Place(file.name(), offset, (int) Math.min(chunkBytes, file.size() - offset));
      }
      left -= chunks;
    }
    throw new IndexOutOfBoundsException(index + " is beyond the " + count() + " chunks");
  }
}
