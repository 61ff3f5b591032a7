package io.headwater.evaluator.internal.topology;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.Options;

/**
 * Keeps RocksDB from dumping its statistics.
 *
 * <p>If stores could not be closed in time, the thread that dumps them goes on while the process
 * ends, and has crashed it by using objects that were already gone.
 */
public final class StoreOptions implements RocksDBConfigSetter {

  /** Makes the options; called by Kafka Streams for each store. */
  public StoreOptions() {}

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    options.setStatsDumpPeriodSec(0);
    options.setStatsPersistPeriodSec(0);
  }

  @Override
  public void close(String store, Options options) {
    // setConfig allocates nothing
  }
}
