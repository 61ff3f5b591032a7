package io.headwater.evaluator.internal.topology;

import java.time.Duration;

/**
 * Which predictions are joined and windowed, and how.
 *
 * @param model name of the model whose metrics are published, with those of the baselines that are
 *     tested beside it
 * @param windowExamples number of examples in a window by count, at least 1
 * @param windowSpan length of a window by time
 * @param grace how long a prediction waits for its label, and a label for predictions
 * @param publishInterval minimum time between two values of one metric
 * @param partitions partitions of the topics the topology repartitions through, at least 1
 * @param stores where state is kept in addition to its changelog
 */
public record TopologySettings(
    String model,
    int windowExamples,
    Duration windowSpan,
    Duration grace,
    Duration publishInterval,
    int partitions,
    Stores stores) {

  /** Where state is kept. */
  public enum Stores {
    /** In the heap. */
    MEMORY,
    /** In RocksDB. */
    DISK
  }
}
