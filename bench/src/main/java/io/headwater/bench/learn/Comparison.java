package io.headwater.bench.learn;

import io.headwater.evaluator.metric.PairedDifference;

/**
 * An arm against its baseline in one figure, over the seeds both have run.
 *
 * @param group group of the arm
 * @param name what is compared: a strategy, an optimizer, or a task; "mean" for the mean of tasks
 * @param baseline what it is compared with, in words
 * @param task task of the figure; "mean" for the mean over the tasks
 * @param measure "heldOut" for the exam at the end, "prequential" for what was asked on the way
 * @param seeds seeds both have run
 * @param value mean of the arm
 * @param baselineValue mean of the baseline
 * @param difference mean of arm minus baseline
 * @param low lower end of the difference's 95 % interval, Student's t paired by seed; NaN where
 *     there are no two seeds
 * @param high upper end of it
 * @param noise whether the interval, taken alone, holds 0, or there is none
 */
public record Comparison(
    ComparisonGroup group,
    String name,
    String baseline,
    String task,
    String measure,
    int seeds,
    double value,
    double baselineValue,
    double difference,
    double low,
    double high,
    boolean noise) {
  /** Confidence of each interval, taken alone. */
  static final double CONFIDENCE = 0.95;

  /** Name of the mean over the tasks. */
  static final String MEAN = "mean";

  /** The exam at the end. */
  static final String HELD_OUT = "heldOut";

  /** What was asked on the way. */
  static final String PREQUENTIAL = "prequential";

  /** Returns whether the figure is the mean over the tasks. */
  boolean isMean() {
    return task.equals(MEAN);
  }

  /** Returns the difference with its interval, that of several which hold together. */
  PairedDifference amongSeveral(int several) {
    PairedDifference alone = new PairedDifference(low, difference, high);
    return seeds < 2 ? alone : alone.withConfidence(seeds, CONFIDENCE, confidence(several));
  }

  /**
   * Returns what each of several intervals must be held with, so that all of them hold with {@link
   * #CONFIDENCE}: Bonferroni's inequality.
   */
  static double confidence(int several) {
    return 1 - (1 - CONFIDENCE) / several;
  }
}
