package io.headwater.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The values of one figure, measured once per round.
 *
 * @param values one value per round, at least one
 */
record Samples(List<Double> values) {
  /**
   * Copies the values.
   *
   * @throws IllegalArgumentException if there are none
   */
  Samples {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("samples are empty but must be at least one");
    }
  }

  /** Returns the median; for an even number of values, the mean of the two middle ones. */
  double median() {
    return median(values.stream().mapToDouble(Double::doubleValue));
  }

  /**
   * Returns the median over the rounds of this figure divided by another of the same round.
   *
   * <p>The ratio is robust: whatever slows the machine for a while slows both.
   *
   * @throws IllegalArgumentException if the other has a different number of rounds
   */
  double over(Samples other) {
    if (values.size() != other.values.size()) {
      throw new IllegalArgumentException(
          "samples are "
              + values.size()
              + " and "
              + other.values.size()
              + " but must be equally many");
    }
    return median(
        IntStream.range(0, values.size()).mapToDouble(i -> values.get(i) / other.values.get(i)));
  }

  private static double median(DoubleStream values) {
    double[] sorted = values.toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
