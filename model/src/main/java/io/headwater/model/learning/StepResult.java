package io.headwater.model.learning;

import java.util.List;

/**
 * What a step did.
 *
 * @param losses mean loss of each task before the update, by index, in nats per label or per target
 *     token; NaN for tasks without rows
 * @param weights factor each task's loss was multiplied by, by index; 0 for tasks without rows
 * @param gradientNorm global L2 norm of the gradient before clipping
 * @param applied whether the parameters were updated; false if a loss or the norm was not finite
 * @param times where the calling thread's time went
 */
public record StepResult(
    List<Double> losses,
    List<Double> weights,
    double gradientNorm,
    boolean applied,
    StepTimes times) {
  /** Copies the lists. */
  public StepResult {
    losses = List.copyOf(losses);
    weights = List.copyOf(weights);
  }
}
