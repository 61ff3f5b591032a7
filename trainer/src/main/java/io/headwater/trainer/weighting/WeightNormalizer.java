package io.headwater.trainer.weighting;

import java.util.Collections;
import java.util.List;

/**
 * Turns raw weights into the factors a step uses: clamped, so that no task collapses, and scaled so
 * that they sum to the number of tasks.
 *
 * @param minimum least weight, relative to the mean
 * @param maximum greatest weight, relative to the mean
 */
public record WeightNormalizer(double minimum, double maximum) {
  /** Bounds wide enough to let strategies differ, and narrow enough that every task learns. */
  public static final WeightNormalizer DEFAULT = new WeightNormalizer(0.1, 10);

  /** Checks the bounds. */
  public WeightNormalizer {
    if (!(minimum > 0 && minimum <= 1 && maximum >= 1)) {
      throw new IllegalArgumentException(
          "weights are clamped to "
              + minimum
              + " to "
              + maximum
              + " but 0 < minimum <= 1 <= maximum must hold");
    }
  }

  /**
   * Normalises the weights of the tasks present in a step.
   *
   * @param raw raw weights, at least 0; if their mean is not positive and finite, all tasks get
   *     equal weights
   */
  public List<Double> normalize(List<Double> raw) {
    double mean = Vectors.mean(raw);
    if (!(mean > 0 && mean < Double.POSITIVE_INFINITY)) {
      return Collections.nCopies(raw.size(), 1.0);
    }
    List<Double> clamped =
        raw.stream().map(weight -> Math.min(maximum, Math.max(minimum, weight / mean))).toList();
    return Vectors.scaled(clamped, 1 / Vectors.mean(clamped));
  }
}
