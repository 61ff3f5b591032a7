package io.headwater.trainer.internal.step;

import io.headwater.model.learning.StepResult;
import java.util.List;

/**
 * The result of an update with one batch.
 *
 * @param learningRate learning rate of the update
 * @param seed seed of the update's random numbers
 * @param rows number of rows of each of the learner's tasks, by index
 * @param result result of the learner's step
 */
public record AppliedUpdate(double learningRate, long seed, List<Integer> rows, StepResult result) {
  /** Copies the counts. */
  public AppliedUpdate {
    rows = List.copyOf(rows);
  }
}
