package io.headwater.evaluator.metric;

import java.util.Arrays;

/**
 * Mean difference of two systems measured under the same few conditions, such as seeds, with an
 * interval from Student's t.
 *
 * @param lower lower bound
 * @param mean mean of the differences
 * @param upper upper bound
 */
public record PairedDifference(double lower, double mean, double upper) {

  /**
   * Returns the mean of {@code a - b} with its interval.
   *
   * @param a figures of the first system, one per condition
   * @param b figures of the second system under the same conditions
   * @param confidence mass of the interval, above 0 and below 1
   * @throws IllegalArgumentException if the lengths differ or are below 2, or the confidence is out
   *     of its range
   */
  public static PairedDifference of(double[] a, double[] b, double confidence) {
    if (a.length != b.length || a.length < 2) {
      throw new IllegalArgumentException(
          "a and b have %d and %d figures but must have equally many, at least 2"
              .formatted(a.length, b.length));
    }
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "confidence is " + confidence + " but must be above 0 and below 1");
    }
    int n = a.length;
    double[] differences = new double[n];
    Arrays.setAll(differences, i -> a[i] - b[i]);
    double mean = Arrays.stream(differences).sum() / n;
    double squares = Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum();
    double half = new StudentT(n - 1).bound(confidence) * Math.sqrt(squares / (n - 1) / n);
    return new PairedDifference(mean - half, mean, mean + half);
  }

  /**
   * Returns the same difference with its interval at another confidence.
   *
   * @param conditions number of conditions measured, at least 2
   * @param held confidence of this interval
   * @param wanted confidence of the interval returned
   */
  public PairedDifference withConfidence(int conditions, double held, double wanted) {
    StudentT t = new StudentT(conditions - 1);
    double half = (upper - mean) * t.bound(wanted) / t.bound(held);
    return new PairedDifference(mean - half, mean, mean + half);
  }

  /**
   * Returns whether chance alone may explain the difference: the interval contains 0, or its bounds
   * are not numbers.
   */
  public boolean isNoise() {
    return !(lower > 0 || upper < 0);
  }
}
