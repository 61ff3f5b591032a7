package io.headwater.trainer.internal.stream;

import java.util.List;

/**
 * One round over all partitions: the unit between two points where the trainer may stop, be cut or
 * be changed.
 *
 * @param chunks a chunk of each partition that had something, in the order of the partitions
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
