package io.headwater.trainer.weighting;

import java.util.List;

/**
 * The losses of the tasks present in a step.
 *
 * @param tasks names of the tasks, each once
 * @param losses mean loss of each task, in nats, at least 0
 */
public record StepLosses(List<String> tasks, List<Double> losses) {
  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if the lists differ in length
   */
  public StepLosses {
    tasks = List.copyOf(tasks);
    losses = List.copyOf(losses);
    if (losses.size() != tasks.size()) {
      throw new IllegalArgumentException(
          "there are %d losses but must be one of each of %s".formatted(losses.size(), tasks));
    }
  }

  /** Returns whether every loss is a finite number. */
  public boolean isFinite() {
    return losses.stream().allMatch(Double::isFinite);
  }
}
