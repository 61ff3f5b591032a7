package io.headwater.trainer.weighting;

import java.time.Instant;

/**
 * A value of a task's rolling quality, read from the metrics topic.
 *
 * @param task name of the task
 * @param metric name of the metric, one of which 1 is the best
 * @param value the metric
 * @param count examples counted, at least 1
 * @param publishedAt when it was published
 * @param partition partition of the metrics topic it came from
 * @param offset offset in it
 */
public record QualityReading(
    String task,
    String metric,
    double value,
    long count,
    Instant publishedAt,
    int partition,
    long offset) {}
