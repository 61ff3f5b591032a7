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
    long bound = 4 << 20;
    byte[] value = new byte[1000];
    try (StoreMemory memory = new StoreMemory(bound)) {
      List<RocksDB> stores = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        // as Kafka Streams sets them before it asks
        Options options =
            new Options()
                .setCreateIfMissing(true)
                .setWriteBufferSize(16 << 20)
                .setTableFormatConfig(new BlockBasedTableConfig());
        new StoreOptions().setConfig("store", options, Map.of(StoreOptions.MEMORY, memory));
        stores.add(RocksDB.open(options, folder.resolve("store" + i).toString()));
      }
      Random random = new Random(1);
      for (int i = 0; i < 40_000; i++) {
        random.nextBytes(value);
        stores.get(i % 4).put(Integer.toString(i).getBytes(StandardCharsets.UTF_8), value);
      }
      long unwritten = 0;
      for (RocksDB store : stores) {
        unwritten += store.getLongProperty("rocksdb.cur-size-all-mem-tables");
      }
      assertThat(unwritten).isPositive().isLessThanOrEqualTo(bound);
      assertThat(memory.usedBytes()).isPositive().isLessThanOrEqualTo(2 * bound);
      stores.forEach(RocksDB::close);
    }
  }
}
