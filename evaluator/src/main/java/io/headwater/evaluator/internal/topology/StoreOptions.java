package io.headwater.evaluator.internal.topology;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.Options;

/**
 * Has all stores share one memory, and keeps RocksDB from dumping its statistics.
 *
 * <p>If stores could not be closed in time, the thread that dumps them goes on while the process
 * ends, and has crashed it by using objects that were already gone.
 */
public final class StoreOptions implements RocksDBConfigSetter {
  /** Key of the {@link StoreMemory} among the properties of the topology. */
  public static final String MEMORY = "headwater.store.memory";

  /** Makes the options; called by Kafka Streams for each store. */
  public StoreOptions() {}

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    options.setStatsDumpPeriodSec(0);
    options.setStatsPersistPeriodSec(0);
    if (configs.get(MEMORY) instanceof StoreMemory memory) {
      memory.shareWith(options);
    }
  }

  @Override
  public void close(String store, Options options) {
    // the memory is closed when all stores are
  }
}
