package io.headwater.evaluator.internal.topology;

import io.headwater.schemas.Topics;
import io.headwater.schemas.serde.SchemaRegistry;
import org.apache.kafka.streams.Topology;

/**
 * Joins predictions of a model by any service with labels, and publishes rolling metrics.
 *
 * <p>Predictions of other models are left out, for their own evaluator counts them: each metric has
 * one writer.
 *
 * <p>The topology itself repartitions both sides by task and id, because producers in other
 * languages partition differently. It repartitions again by model, task and split for the windows.
 */
public final class EvaluationTopology {
  private EvaluationTopology() {}

  /**
   * Returns a new topology.
   *
   * @param registry the schema registry, which stays open while the topology runs
   * @param metrics the metrics published for each task
   * @param counters counts what the topology does
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
