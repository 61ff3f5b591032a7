package io.headwater.bench.learn;

import io.headwater.evaluator.metric.PairedDifference;

/**
 * Compares an arm with its baseline in one figure, over the seeds both have run.
 *
 * @param group group of the arm
 * @param name the strategy, optimizer or task that is compared; "mean" for the mean over the tasks
 * @param baseline description of the baseline
 * @param task task of the figure; "mean" for the mean over the tasks
 * @param measure "heldOut" for the exam at the end, "prequential" for answers during the run
 * @param seeds number of seeds both have run
 * @param value mean of the arm
 * @param baselineValue mean of the baseline
 * @param difference mean of arm minus baseline
 * @param low lower end of the difference's 95 % interval, Student's t paired by seed; NaN with
 *     fewer than two seeds
 * @param high upper end of that interval
 * @param noise whether the interval, taken alone, contains 0 or is missing
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

  /** Name of the measure taken by the exam at the end. */
  static final String HELD_OUT = "heldOut";

  /** Name of the measure taken from answers during the run. */
  static final String PREQUENTIAL = "prequential";

  /** Returns whether the figure is the mean over the tasks. */
  boolean isMean() {
    return task.equals(MEAN);
  }

  /** Returns the difference with an interval that holds jointly with several others. */
  PairedDifference amongSeveral(int several) {
    PairedDifference alone = new PairedDifference(low, difference, high);
    return seeds < 2 ? alone : alone.withConfidence(seeds, CONFIDENCE, confidence(several));
  }

  /**
   * Returns the confidence that each of several intervals needs, so that all of them hold together
   * with {@link #CONFIDENCE}, by Bonferroni's inequality.
   */
  static double confidence(int several) {
    return 1 - (1 - CONFIDENCE) / several;
  }
}
