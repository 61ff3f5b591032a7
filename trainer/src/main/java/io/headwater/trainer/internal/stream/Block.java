package io.headwater.trainer.internal.stream;

import java.util.List;

/**
 * One round over all partitions. Only between blocks may the trainer stop, make a cut or apply
 * changes.
 *
 * @param chunks one chunk of each partition that had anything to take, in the order of the
 *     partitions
 */
public record Block(List<Chunk> chunks) {
  /** Copies the chunks. */
  public Block {
    chunks = List.copyOf(chunks);
  }

  /** Returns the number of records. */
  public int size() {
    return chunks.stream().mapToInt(chunk -> chunk.records().size()).sum();
  }
}
