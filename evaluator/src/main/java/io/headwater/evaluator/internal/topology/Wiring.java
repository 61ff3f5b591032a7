package io.headwater.evaluator.internal.topology;

import io.headwater.schemas.Topics;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.SchemaRegistry;
import java.util.regex.Pattern;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Connects the sources, processors, stores and the sink. */
public final class Wiring {
  private final Topics topics;
  private final SchemaRegistry registry;
  private final TopologySettings settings;
  private final TaskMetrics metrics;
  private final TopologyCounters counters;

  /** Makes a builder of the topology from its parts. */
  public Wiring(
      Topics topics,
      SchemaRegistry registry,
      TopologySettings settings,
      TaskMetrics metrics,
      TopologyCounters counters) {
    this.topics = topics;
    this.registry = registry;
    this.settings = settings;
    this.metrics = metrics;
    this.counters = counters;
  }

  /** Returns a new topology. */
  public Topology topology() {
    StreamsBuilder builder = new StreamsBuilder();
    builder.addStateStore(store(Joiner.STORE, new JoinState.StateCodec().serde()));
    builder.addStateStore(store(CountWindows.STORE, new CountWindow.SlotCodec().serde()));
    builder.addStateStore(store(TimeWindows.SUMS, new SumsCodec().serde()));
    builder.addStateStore(store(TimeWindows.LABELS, new LabelCountsCodec().serde()));
    builder.stream(sources(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
        .process(() -> new JoinInputMapper(settings.model(), topics, registry, counters))
        .repartition(through("by-example", new JoinInputCodec().serde()))
        .process(() -> new Joiner(settings.grace(), counters), Joiner.STORE)
        .repartition(through("by-series", new ScoredPredictionCodec().serde()))
        .process(
            () ->
                new Windower(
                    settings,
                    topics.metrics(),
                    new RecordSerializer<>(registry),
                    metrics,
                    counters),
            CountWindows.STORE,
            TimeWindows.SUMS,
            TimeWindows.LABELS)
        .to(topics.metrics(), Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
    return builder.build();
  }

  /**
   * Returns one pattern for predictions and examples: Kafka Streams 4.3 fails when a pattern that
   * matched no topic gets its first one, and the predictions topic always exists.
   */
  private Pattern sources() {
    return Pattern.compile(
        String.join(
            "|",
            Pattern.quote(topics.predictions()),
            Pattern.quote(topics.baselinePredictions()),
            topics.examplesPattern().pattern()));
  }

  private <V> Repartitioned<String, V> through(String name, Serde<V> values) {
    return Repartitioned.with(Serdes.String(), values)
        .withName(name)
        .withNumberOfPartitions(settings.partitions());
  }

  private <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> values) {
    KeyValueBytesStoreSupplier supplier =
        switch (settings.stores()) {
          case MEMORY -> Stores.inMemoryKeyValueStore(name);
          case DISK -> Stores.persistentKeyValueStore(name);
        };
    // the cache turns the many writes of one key between two commits into one
    return Stores.keyValueStoreBuilder(supplier, Serdes.String(), values).withCachingEnabled();
  }
}
