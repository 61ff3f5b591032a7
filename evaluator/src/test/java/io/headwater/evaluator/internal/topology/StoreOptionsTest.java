package io.headwater.evaluator.internal.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

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
}
