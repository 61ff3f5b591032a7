package io.headwater.trainer.weighting;

import java.time.Instant;

/**
 * A value of a task's rolling quality, read from the metrics topic.
 *
 * @param task name of the task
 * @param metric name of the metric, whose best value is 1
 * @param value value of the metric
 * @param count number of examples it was measured on, at least 1
 * @param publishedAt when it was published
 * @param partition partition of the metrics topic it came from
 * @param offset offset in that partition
 */
public record QualityReading(
    String task,
    String metric,
    double value,
    long count,
    Instant publishedAt,
    int partition,
    long offset) {}
