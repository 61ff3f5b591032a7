package io.headwater.model.checkpoint.internal;

import io.headwater.model.checkpoint.CheckpointManifest.StoredFile;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.CheckpointFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A file of a checkpoint that can be read from a topic apart from the others.
 *
 * @param file name, size and digest
 * @param range its chunks, and no others
 */
public record ChunkFile(StoredFile file, ChunkRange range) {

  /**
   * Returns the announced files that say where they lie.
   *
   * @throws CorruptCheckpointException if one lies nowhere on a topic, or its chunks cannot hold it
   */
  public static List<ChunkFile> of(CheckpointAnnouncement announcement)
      throws CorruptCheckpointException {
    List<ChunkFile> files = new ArrayList<>();
    for (CheckpointFile announced : announcement.getFiles()) {
      Optional<String> uri = Optional.ofNullable(announced.getUri());
      if (uri.isPresent()) {
        StoredFile file =
            new StoredFile(announced.getName(), announced.getSize(), announced.getSha256());
        Optional<ChunkRange> range =
            ChunkRange.parse(uri.get())
                .filter(
                    found ->
                        new ChunkLayout(List.of(file), found.chunkBytes()).count()
                            == found.chunks());
        if (range.isEmpty()) {
          throw new CorruptCheckpointException(
              file.name() + ": " + uri.get() + " is not where such a file can lie");
        }
        files.add(new ChunkFile(file, range.get()));
      }
    }
    return files;
  }

  /**
   * Returns the chunks that nobody needs once a checkpoint is gone.
   *
   * @param all chunks of the checkpoint's own files
   * @param layout layout of the checkpoint's own files
   * @param needed chunks of files of the checkpoints that stay
   */
  public static List<ChunkRange> unneeded(
      CheckpointAnnouncement announcement,
      ChunkRange all,
      ChunkLayout layout,
      Set<ChunkRange> needed)
      throws CorruptCheckpointException {
    List<ChunkRange> unneeded = new ArrayList<>();
    int first = 0;
    for (StoredFile file : layout.files()) {
      int chunks = (int) layout.chunksOf(file);
      ChunkRange own = all.part(first, chunks);
      if (chunks > 0 && needed.stream().noneMatch(own::isSameAs)) {
        unneeded.add(own);
      }
      first += chunks;
    }
    for (ChunkFile file : of(announcement)) {
      ChunkRange range = file.range();
      if (!range.checkpoint().equals(all.checkpoint())
          && needed.stream().noneMatch(range::isSameAs)) {
        unneeded.add(range);
      }
    }
    return unneeded;
  }
}
