package io.headwater.evaluator.metric;

/**
 * Student's t distribution with a whole number of degrees of freedom.
 *
 * <p>The probability is then a finite series: Abramowitz and Stegun, "Handbook of Mathematical
 * Functions" (1964), 26.7.3 and 26.7.4.
 */
final class StudentT {
  private final int degrees;

  /**
   * Makes the distribution with the given degrees of freedom.
   *
   * @throws IllegalArgumentException if {@code degrees} is below 1
   */
  StudentT(int degrees) {
    if (degrees < 1) {
      throw new IllegalArgumentException(
          "degrees of freedom are " + degrees + " but must be at least 1");
    }
    this.degrees = degrees;
  }

  /** Returns the probability of a value within {@code t} of 0. */
  double within(double t) {
    double angle = Math.atan(t / Math.sqrt(degrees));
    double cosine = Math.cos(angle);
    boolean odd = degrees % 2 == 1;
    double term = odd ? cosine : 1;
    double sum = degrees == 1 ? 0 : term;
    for (int k = odd ? 3 : 2; k < degrees; k += 2) {
      term *= cosine * cosine * (k - 1) / k;
      sum += term;
    }
    double series = Math.sin(angle) * sum;
    return odd ? 2 / Math.PI * (angle + series) : series;
  }

  /**
   * Returns the value of {@code t} for which {@link #within} gives a probability.
   *
   * @param confidence the probability, above 0 and below 1
   */
  double bound(double confidence) {
    double low = 0;
    double high = 1;
    while (within(high) < confidence && high < 1e300) {
      low = high;
      high *= 2;
    }
    // Bisection to the last digit: the loop ends when no number is left between the two bounds.
    for (double middle = (low + high) / 2;
        low < middle && middle < high;
        middle = (low + high) / 2) {
      if (within(middle) < confidence) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }
}
