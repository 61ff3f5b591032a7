package io.headwater.trainer.internal.step;

import io.headwater.model.learning.StepResult;
import java.util.List;

/**
 * What was done with a batch.
 *
 * @param learningRate rate of the update
 * @param seed seed of its random numbers
 * @param rows rows of each of the learner's tasks, by index
 * @param result what the learner did
 */
public record AppliedUpdate(double learningRate, long seed, List<Integer> rows, StepResult result) {
  /** Copies the counts. */
  public AppliedUpdate {
    rows = List.copyOf(rows);
  }
}
