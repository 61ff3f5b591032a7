package io.headwater.trainer.weighting;

import java.util.ArrayList;
import java.util.List;

/**
 * The losses of the tasks present in a step, and the inner products of their gradients on the
 * shared trunk.
 *
 * @param losses the present tasks and their losses
 * @param products {@code products.get(i).get(j)} is the inner product of the unweighted gradients
 *     of the i-th and the j-th of these tasks; symmetric
 */
public record StepGradients(StepLosses losses, List<List<Double>> products) {
  /**
   * Copies the rows.
   *
   * @throws IllegalArgumentException unless there is one product for each pair of tasks
   */
  public StepGradients {
    products = products.stream().map(List::copyOf).toList();
    int count = losses.tasks().size();
    if (products.size() != count || products.stream().anyMatch(row -> row.size() != count)) {
      throw new IllegalArgumentException(
          "products are %s but must be one of each pair of %s".formatted(products, losses.tasks()));
    }
  }

  /** Returns the names of the present tasks. */
  public List<String> tasks() {
    return losses.tasks();
  }

  /** Returns the inner product of two tasks' gradients. */
  public double product(int i, int j) {
    return products.get(i).get(j);
  }

  /** Returns the L2 norm of each task's gradient. */
  public List<Double> norms() {
    List<Double> norms = new ArrayList<>();
    for (int i = 0; i < products.size(); i++) {
      norms.add(Math.sqrt(Math.max(0, product(i, i))));
    }
    return norms;
  }

  /** Returns whether every loss and product is a finite number. */
  public boolean isFinite() {
    return losses.isFinite() && products.stream().flatMap(List::stream).allMatch(Double::isFinite);
  }
}
