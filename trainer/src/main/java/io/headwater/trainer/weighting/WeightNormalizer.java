package io.headwater.trainer.weighting;

import java.util.ArrayList;
import java.util.List;

/**
 * Turns raw weights into the factors a step uses: clamped, so that no task collapses, and scaled so
 * that those of the present tasks sum to their number.
 *
 * @param minimum least weight, relative to the mean of the present tasks
 * @param maximum greatest weight, relative to the mean of the present tasks
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
   * Normalises weights.
   *
   * @param raw raw weights, positive
   * @param present which tasks are present; the others get the weight 0
   */
  public List<Double> normalize(List<Double> raw, List<Boolean> present) {
    double mean = mean(raw, present);
    List<Double> clamped = new ArrayList<>();
    for (double weight : raw) {
      clamped.add(Math.min(maximum, Math.max(minimum, weight / mean)));
    }
    double clampedMean = mean(clamped, present);
    List<Double> weights = new ArrayList<>();
    for (int i = 0; i < raw.size(); i++) {
      weights.add(present.get(i) ? clamped.get(i) / clampedMean : 0);
    }
    return weights;
  }

  private static double mean(List<Double> weights, List<Boolean> present) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < weights.size(); i++) {
      if (present.get(i)) {
        sum += weights.get(i);
        count++;
      }
    }
    return count == 0 ? 1 : sum / count;
  }
}
