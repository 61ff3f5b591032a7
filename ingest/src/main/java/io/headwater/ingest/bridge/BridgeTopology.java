package io.headwater.ingest.bridge;

import io.headwater.ingest.bridge.internal.BridgeProcessor;
import io.headwater.ingest.bridge.internal.RecordMapper;
import io.headwater.ingest.bridge.internal.ValueReader;
import io.headwater.ingest.fields.ExampleMaker;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.SchemaRegistry;
import java.util.Collection;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;

/** The stateless topology that makes examples from a source's records. */
public final class BridgeTopology {
  private static final String SOURCE = "source";
  private static final String MAPPER = "mapper";

  private BridgeTopology() {}

  /**
   * Returns a new topology.
   *
   * @param from topics to read
   * @param registry has the schemas of the source and of the examples
   * @param maker supplies the maker of examples for the task's current version
   * @param topics topics to write to
   */
  public static Topology of(
      Collection<String> from,
      BridgeMapping mapping,
      SchemaRegistry registry,
      Supplier<ExampleMaker> maker,
      OutputTopics topics,
      BridgeCounters counters) {
    RecordMapper mapper =
        new RecordMapper(
            ValueReader.of(mapping.format(), registry),
            mapping.sources(),
            mapping.labels(),
            mapping.skippedWithout(),
            maker);
    ByteArraySerializer bytes = new ByteArraySerializer();
    return new Topology()
        .addSource(
            SOURCE,
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer(),
            from.toArray(String[]::new))
        .addProcessor(
            MAPPER,
            () -> new BridgeProcessor(mapper, new RecordSerializer<>(registry), topics, counters),
            SOURCE)
        .addSink(BridgeProcessor.EXAMPLES, topics.examples(), bytes, bytes, MAPPER)
        .addSink(BridgeProcessor.DEAD_LETTERS, topics.deadLetters(), bytes, bytes, MAPPER);
  }
}
