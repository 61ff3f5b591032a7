package io.headwater.evaluator.metric;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Spearman's rank correlation: Pearson's correlation of ranks, where equal values share the average
 * of their ranks.
 *
 * <p>It needs all pairs at once, so windows that keep only sums leave it out.
 */
public final class Spearman {
  private Spearman() {}

  /**
   * Returns the correlation, from -1 to 1; empty if either side is constant.
   *
   * @param truths true scores, none NaN
   * @param predictions predicted scores, in the same order
   * @throws IllegalArgumentException if the lengths differ
   */
  public static OptionalDouble of(double[] truths, double[] predictions) {
    if (truths.length != predictions.length) {
      throw new IllegalArgumentException(
          truths.length + " truths need as many predictions, not " + predictions.length);
    }
    return ScoreMoments.of(ranks(truths), ranks(predictions)).pearson();
  }

  /** Returns the rank of each value, from 1. */
  static double[] ranks(double[] values) {
    double[] sorted = new double[values.length];
    Arrays.setAll(sorted, i -> values[i] + 0.0); // -0.0 and 0.0 are one value
    Arrays.sort(sorted);
    double[] shared = new double[values.length];
    for (int from = 0; from < sorted.length; ) {
      int to = from + 1;
      while (to < sorted.length && sorted[to] == sorted[from]) {
        to++;
      }
      Arrays.fill(shared, from, to, (from + 1 + to) / 2.0);
      from = to;
    }
    double[] ranks = new double[values.length];
    Arrays.setAll(ranks, i -> shared[Arrays.binarySearch(sorted, values[i] + 0.0)]);
    return ranks;
  }
}
