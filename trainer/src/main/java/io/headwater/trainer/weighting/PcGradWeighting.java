package io.headwater.trainer.weighting;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Projects conflicting gradients: in random order, each task's gradient loses its component along
 * every other gradient with which it has a negative inner product, {@code g_i -= (g_i . g_j /
 * |g_j|^2) g_j}, and the results are added up.
 *
 * <p>Each projection subtracts a multiple of an original gradient. So the sum is a linear
 * combination of the original gradients, and its coefficients follow from their inner products.
 * These coefficients, at least 1 each, are the weights. They are normalised to sum to the number of
 * tasks, which changes the length of the update but not its direction, unless a weight is clamped.
 * In that case a gradient far shorter than those it conflicts with counts for less than the
 * projections ask, and the update may keep a part that goes against it. The gradients of the tasks'
 * own modules are weighted in the same proportions.
 *
 * <p>After Yu and others, "Gradient Surgery for Multi-Task Learning", NeurIPS 2020.
 */
public final class PcGradWeighting implements TaskWeighting.ByGradients {
  /** Name in the configuration. */
  public static final String NAME = "pcgrad";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Double> weights(StepGradients gradients, long seed) {
    Random random = new Random(seed);
    return coefficients(
        gradients,
        () -> {
          List<Integer> order = new ArrayList<>();
          for (int i = 0; i < gradients.tasks().size(); i++) {
            order.add(i);
          }
          Collections.shuffle(order, random);
          return order;
        });
  }

  /**
   * Returns the coefficients of the original gradients in the sum of the projected ones.
   *
   * @param orders gives, once for each task, the order in which it is projected against the others
   */
  static List<Double> coefficients(StepGradients gradients, Supplier<List<Integer>> orders) {
    int count = gradients.tasks().size();
    List<Double> total = new ArrayList<>(Collections.nCopies(count, 0.0));
    for (int i = 0; i < count; i++) {
      List<Double> own = projected(gradients, i, orders.get());
      for (int j = 0; j < count; j++) {
        total.set(j, total.get(j) + own.get(j));
      }
    }
    return total;
  }

  private static List<Double> projected(StepGradients gradients, int task, List<Integer> order) {
    List<Double> own = new ArrayList<>(Collections.nCopies(order.size(), 0.0));
    own.set(task, 1.0);
    for (int other : order) {
      double along = Vectors.dot(own, gradients.products().get(other));
      double square = gradients.product(other, other);
      if (other != task && along < 0 && square > 0) {
        own.set(other, own.get(other) - along / square);
      }
    }
    return own;
  }

  @Override
  public void observe(StepGradients gradients) {
    // Each step is projected on its own.
  }

  @Override
  public Map<String, String> state() {
    return Map.of();
  }

  @Override
  public void restore(Map<String, String> state) {
    // There is no state.
  }
}
