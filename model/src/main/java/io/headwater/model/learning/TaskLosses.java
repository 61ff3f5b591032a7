package io.headwater.model.learning;

import java.util.List;

/**
 * Losses of the tasks a batch has rows of.
 *
 * @param tasks indices of those tasks, ascending
 * @param losses mean loss of each, in nats per label, score or target token
 */
public record TaskLosses(List<Integer> tasks, List<Double> losses) {
  /** Copies the lists. */
  public TaskLosses {
    tasks = List.copyOf(tasks);
    losses = List.copyOf(losses);
  }
}
