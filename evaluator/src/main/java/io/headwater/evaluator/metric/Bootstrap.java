package io.headwater.evaluator.metric;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * Percentile interval of a statistic, found by resampling the examples.
 *
 * <p>Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13.
 */
public final class Bootstrap {
  private Bootstrap() {}

  /** A figure computed from some examples. */
  @FunctionalInterface
  public interface Statistic {
    /**
     * Returns the figure, or empty if it is undefined for these examples.
     *
     * @param examples indices of the examples; an index may occur several times
     */
    OptionalDouble of(int[] examples);

    /** Returns the statistic that is the mean of one value per example. */
    static Statistic mean(double[] values) {
      return examples -> {
        double sum = 0;
        for (int example : examples) {
          sum += values[example];
        }
        return OptionalDouble.of(sum / examples.length);
      };
    }
  }

  /** Bounds of a statistic. */
  public record Interval(double lower, double upper) {}

  /**
   * Returns the interval of a statistic, leaving out resamples for which it is undefined; empty if
   * it is undefined for all of them.
   *
   * @param examples number of examples, at least 1
   * @param statistic the statistic
   * @param resamples number of resamples, at least 1
   * @param seed seed of the resampling; equal seeds give equal resamples
   * @param confidence mass of the interval, above 0 and below 1
   * @throws IllegalArgumentException if an argument is out of its range
   */
  public static Optional<Interval> interval(
      int examples, Statistic statistic, int resamples, long seed, double confidence) {
    require(examples > 0, "examples is " + examples + " but must be at least 1");
    require(resamples > 0, "resamples is " + resamples + " but must be at least 1");
    require(
        confidence > 0 && confidence < 1,
        "confidence is " + confidence + " but must be above 0 and below 1");
    SplittableRandom random = new SplittableRandom(seed);
    double[] figures = new double[resamples];
    int defined = 0;
    int[] drawn = new int[examples];
    for (int r = 0; r < resamples; r++) {
      for (int i = 0; i < examples; i++) {
        drawn[i] = random.nextInt(examples);
      }
      OptionalDouble figure = statistic.of(drawn);
      if (figure.isPresent()) {
        figures[defined++] = figure.getAsDouble();
      }
    }
    if (defined == 0) {
      return Optional.empty();
    }
    double[] sorted = Arrays.copyOf(figures, defined);
    Arrays.sort(sorted);
    double tail = (1 - confidence) / 2;
    return Optional.of(new Interval(quantile(sorted, tail), quantile(sorted, 1 - tail)));
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
