package io.headwater.model.learning;

import java.util.List;

/**
 * Lengths and angles of the gradients of the tasks a batch has rows of.
 *
 * @param tasks indices of those tasks, ascending
 * @param losses mean loss of each, in nats per label, score or target token
 * @param products inner products of the gradients of each two tasks' unweighted losses with respect
 *     to the shared trunk, a symmetric matrix in the order of {@code tasks}; its diagonal holds the
 *     squared L2 norms
 */
public record TaskGradients(List<Integer> tasks, List<Double> losses, List<List<Double>> products) {
  /** Copies the lists. */
  public TaskGradients {
    tasks = List.copyOf(tasks);
    losses = List.copyOf(losses);
    products = products.stream().map(List::copyOf).toList();
  }
}
