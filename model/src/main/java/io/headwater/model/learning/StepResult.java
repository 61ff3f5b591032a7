package io.headwater.model.learning;

import java.util.List;

/**
 * What a step did.
 *
 * @param losses mean loss of each task before the update, by index, in nats per label or per target
 *     token; NaN for tasks without rows
 * @param gradientNorm global L2 norm of the gradient before clipping
 * @param applied false where a loss or the norm was not finite; then nothing was changed
 */
public record StepResult(List<Double> losses, double gradientNorm, boolean applied) {
  /** Copies the losses. */
  public StepResult {
    losses = List.copyOf(losses);
  }
}
