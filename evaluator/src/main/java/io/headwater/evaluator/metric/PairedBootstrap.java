package io.headwater.evaluator.metric;

import java.util.Arrays;

/**
 * Percentile interval of the mean difference of two systems scored on the same examples, by {@link
 * Bootstrap}.
 */
public final class PairedBootstrap {
  private PairedBootstrap() {}

  /**
   * An interval of the mean of {@code a - b}.
   *
   * @param lower lower bound
   * @param mean mean over the examples as given
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
   * @param a scores of the first system, one per example
   * @param b scores of the second system on the same examples
   * @param resamples number of resamples, at least 1
   * @param seed seed of the resampling; equal seeds give equal intervals
   * @param confidence mass of the interval, above 0 and below 1
   * @throws IllegalArgumentException if an argument is out of its range or the lengths differ
   */
  public static Interval interval(
      double[] a, double[] b, int resamples, long seed, double confidence) {
    if (a.length != b.length || a.length == 0) {
      throw new IllegalArgumentException("a and b must be of one length above 0");
    }
    double[] differences = new double[a.length];
    Arrays.setAll(differences, i -> a[i] - b[i]);
    Bootstrap.Interval interval =
        Bootstrap.interval(
                a.length, Bootstrap.Statistic.mean(differences), resamples, seed, confidence)
            .orElseThrow();
    double mean = Arrays.stream(differences).average().orElseThrow();
    return new Interval(interval.lower(), mean, interval.upper());
  }
}
