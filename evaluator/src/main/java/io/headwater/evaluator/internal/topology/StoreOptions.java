package io.headwater.evaluator.internal.topology;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.Options;

/**
 * Keeps RocksDB from dumping its statistics.
 *
 * <p>The thread that dumps them goes on while a process ends whose stores could not be closed in
 * time, and has crashed it on what was gone by then.
 */
public final class StoreOptions implements RocksDBConfigSetter {

  /** Made by Kafka Streams, for each store. */
  public StoreOptions() {}

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    options.setStatsDumpPeriodSec(0);
    options.setStatsPersistPeriodSec(0);
  }

  @Override
  public void close(String store, Options options) {
    // nothing was made
  }
}
