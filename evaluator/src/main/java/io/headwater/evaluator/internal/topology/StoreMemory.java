package io.headwater.evaluator.internal.topology;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * The memory that all stores of a topology share, outside the Java heap: blocks that were read, and
 * writes that are not on the disk yet.
 *
 * <p>Without it each store of each partition has a cache of 50 MB and 48 MB for writes.
 */
public final class StoreMemory implements AutoCloseable {
  private static final int SHARDS_BY_SIZE = -1;
  private static final double FOR_INDEXES = 0.1;

  private final Cache cache;
  private final WriteBufferManager writes;

  /**
   * Makes a memory that fills up as stores need it.
   *
   * @param bytes most bytes of all stores together; half of them may hold writes
   */
  public StoreMemory(long bytes) {
    RocksDB.loadLibrary();
    this.cache = new LRUCache(bytes, SHARDS_BY_SIZE, false, FOR_INDEXES);
    this.writes = new WriteBufferManager(bytes / 2, cache);
  }

  /** Has a store use this memory. */
  void shareWith(Options options) {
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(cache);
    table.setCacheIndexAndFilterBlocks(true);
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    table.setPinTopLevelIndexAndFilter(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(writes);
  }

  /** Returns how many bytes are in use. */
  public long usedBytes() {
    return cache.getUsage();
  }

  /** Frees the memory; the stores must be closed. */
  @Override
  public void close() {
    writes.close();
    cache.close();
  }
}
