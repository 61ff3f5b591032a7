package io.headwater.bench.learn;

/**
 * Scores the answers to a task.
 *
 * @param metric accuracy of a classification, Pearson's correlation of a regression (0 if all
 *     answers are the same), mean ROUGE-L of summaries
 * @param loss mean loss in nats, NaN if it was not computed
 * @param rows number of rows behind the metric
 */
public record TaskScore(double metric, double loss, long rows) {}
