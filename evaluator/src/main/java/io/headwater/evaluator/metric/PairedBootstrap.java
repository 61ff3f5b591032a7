package io.headwater.evaluator.metric;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Percentile interval of the mean difference of two systems scored on the same examples.
 *
 * <p>Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13.
 */
public final class PairedBootstrap {
  private PairedBootstrap() {}

  /**
   * An interval of the mean of {@code a - b}.
   *
   * @param lower lower bound
   * @param mean mean of the examples as they are
   * @param upper upper bound
   */
  public record Interval(double lower, double mean, double upper) {
    /** Returns whether the interval leaves out zero. */
    public boolean significant() {
      return lower > 0 || upper < 0;
    }
  }

  /**
   * Returns the interval of the mean of {@code a - b} by resampling the examples.
   *
   * @param a scores of the first system, one an example
   * @param b scores of the second system on the same examples
   * @param resamples number of resamples, at least 1
   * @param seed seed of the resampling; equal seeds give equal intervals
   * @param confidence mass of the interval, above 0 and below 1
   * @throws IllegalArgumentException if an argument is out of its range or the lengths differ
   */
  public static Interval interval(
      double[] a, double[] b, int resamples, long seed, double confidence) {
    require(a.length == b.length && a.length > 0, "a and b must be of one length above 0");
    require(resamples > 0, "resamples is " + resamples + " but must be at least 1");
    require(
        confidence > 0 && confidence < 1,
        "confidence is " + confidence + " but must be above 0 and below 1");
    double[] differences = new double[a.length];
    Arrays.setAll(differences, i -> a[i] - b[i]);
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[resamples];
    for (int r = 0; r < resamples; r++) {
      double sum = 0;
      for (int i = 0; i < differences.length; i++) {
        sum += differences[random.nextInt(differences.length)];
      }
      means[r] = sum / differences.length;
    }
    Arrays.sort(means);
    double tail = (1 - confidence) / 2;
    double mean = Arrays.stream(differences).average().orElseThrow();
    return new Interval(quantile(means, tail), mean, quantile(means, 1 - tail));
  }

  /** Interpolates between the neighbouring order statistics, as numpy does by default. */
  private static double quantile(double[] sorted, double share) {
    double rank = share * (sorted.length - 1);
    int below = (int) Math.floor(rank);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
