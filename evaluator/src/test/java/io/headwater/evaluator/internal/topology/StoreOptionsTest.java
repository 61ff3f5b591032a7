package io.headwater.evaluator.internal.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

class StoreOptionsTest {
  @Test
  void shouldLeaveNothingToDoNowAndThen() {
    RocksDB.loadLibrary();
    try (Options options = new Options()) {
      assertThat(options.statsDumpPeriodSec()).isPositive();
      assertThat(options.statsPersistPeriodSec()).isPositive();

      new StoreOptions().setConfig("store", options, Map.of());

      assertThat(options.statsDumpPeriodSec()).isZero();
      assertThat(options.statsPersistPeriodSec()).isZero();
    }
  }

  @Test
  void shouldKeepWhatAllStoresHoldInMemoryWithinOneBound(@TempDir Path folder)
      throws RocksDBException {
    long bound = 32 << 20;
    try (StoreMemory memory = new StoreMemory(bound);
        Stores stores = new Stores(new ArrayList<>())) {
      for (int i = 0; i < 4; i++) {
        // as Kafka Streams sets them before it asks
        Options options =
            new Options()
                .setCreateIfMissing(true)
                .setWriteBufferSize(16 << 20)
                .setTableFormatConfig(new BlockBasedTableConfig());
        new StoreOptions().setConfig("store", options, Map.of(StoreOptions.MEMORY, memory));
        stores.all().add(RocksDB.open(options, folder.resolve("store" + i).toString()));
      }
      fill(stores.all(), 15_000); // less than a store would write to the disk of its own accord

      long unwritten = 0;
      for (RocksDB store : stores.all()) {
        unwritten += store.getLongProperty("rocksdb.cur-size-all-mem-tables");
      }
      assertThat(unwritten).isPositive().isLessThanOrEqualTo(bound);
      assertThat(memory.usedBytes()).isPositive().isLessThanOrEqualTo(bound + bound / 4);
    }
  }

  private record Stores(List<RocksDB> all) implements AutoCloseable {
    @Override
    public void close() {
      all.forEach(RocksDB::close);
    }
  }

  private static void fill(List<RocksDB> stores, int kilobytes) throws RocksDBException {
    Random random = new Random(1);
    byte[] value = new byte[1000];
    for (int i = 0; i < kilobytes; i++) {
      for (RocksDB store : stores) {
        random.nextBytes(value);
        store.put(Integer.toString(i).getBytes(StandardCharsets.UTF_8), value);
      }
    }
  }
}
