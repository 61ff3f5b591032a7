package io.headwater.trainer.weighting;

import java.util.List;

/** Vector arithmetic that sums in a fixed order, so that equal inputs give equal results. */
final class Vectors {
  private Vectors() {}

  static double sum(List<Double> values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  static double mean(List<Double> values) {
    return sum(values) / values.size();
  }

  static double dot(List<Double> a, List<Double> b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += a.get(i) * b.get(i);
    }
    return sum;
  }

  static List<Double> scaled(List<Double> values, double factor) {
    return values.stream().map(value -> factor * value).toList();
  }
}
