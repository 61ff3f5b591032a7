package io.headwater.bench.learn;

/**
 * How well a task is answered.
 *
 * @param metric accuracy of a classification, Pearson's correlation of a regression (0 where the
 *     answers are all the same), mean ROUGE-L of summaries
 * @param loss mean loss in nats, NaN where none was taken
 * @param rows rows behind the metric
 */
public record TaskScore(double metric, double loss, long rows) {}
