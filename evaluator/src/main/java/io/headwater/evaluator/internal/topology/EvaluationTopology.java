package io.headwater.evaluator.internal.topology;

import io.headwater.schemas.Topics;
import io.headwater.schemas.serde.SchemaRegistry;
import org.apache.kafka.streams.Topology;

/**
 * Joins predictions of any service with labels, and publishes rolling metrics.
 *
 * <p>Both sides are repartitioned by task and id by the topology itself, since producers in other
 * languages partition differently, and again by model, task and split for the windows.
 */
public final class EvaluationTopology {
  private EvaluationTopology() {}

  /**
   * Returns a new topology.
   *
   * @param registry the schema registry, which stays open while the topology runs
   * @param metrics the metrics published of each task
   * @param counters takes what the topology does
   */
  public static Topology of(
      Topics topics,
      SchemaRegistry registry,
      TopologySettings settings,
      TaskMetrics metrics,
      TopologyCounters counters) {
    return new Wiring(topics, registry, settings, metrics, counters).topology();
  }
}
