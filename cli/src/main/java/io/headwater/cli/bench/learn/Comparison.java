package io.headwater.cli.bench.learn;

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
 * @param noise whether the interval holds 0, or there is none
 */
public record Comparison(
    Group group,
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
  /** Name of the mean over the tasks. */
  static final String MEAN = "mean";

  /** The exam at the end. */
  static final String HELD_OUT = "heldOut";

  /** What was asked on the way. */
  static final String PREQUENTIAL = "prequential";
}
