package io.headwater.trainer.weighting;

import java.util.List;
import java.util.Map;

/**
 * A strategy that weighs the tasks of each step; used by one thread.
 *
 * <p>Strategies differ in what they need to know. {@link ByHistory} needs the losses of earlier
 * steps, which costs nothing extra. {@link ByLosses} needs the losses of this step, which costs one
 * more forward pass. {@link ByGradients} needs the inner products of this step's gradients, which
 * costs a backward pass for each task.
 *
 * <p>Only the tasks present in a step are weighed, and only their state changes. Asking for weights
 * changes nothing; the strategy observes a step afterwards, and only if the step was applied. All
 * observed numbers are finite. Weights are raw: at least 0, not all 0, of any scale. {@link
 * WeightNormalizer} clamps and scales them.
 */
public sealed interface TaskWeighting {

  /** Returns the name of this strategy in the configuration. */
  String name();

  /** Returns the exact state, as {@link #restore} takes it. */
  Map<String, String> state();

  /** Restores a state that a strategy of the same name returned. */
  void restore(Map<String, String> state);

  /** Weighs before the step, by the losses of earlier steps. */
  non-sealed interface ByHistory extends TaskWeighting {
    /**
     * Returns the weights of the present tasks.
     *
     * @param tasks names of the present tasks; some may be new
     */
    List<Double> weights(List<String> tasks);

    /** Learns from the losses that an update started from. */
    void observe(StepLosses losses);

    /**
     * Returns whether this strategy learns from losses at all. If it does not, the next step need
     * not wait until the GPU has computed them.
     */
    default boolean learns() {
      return true;
    }
  }

  /** Weighs by the step's own losses, between the forward and the backward pass. */
  non-sealed interface ByLosses extends TaskWeighting {
    /** Returns the weights of the tasks. */
    List<Double> weights(StepLosses losses);

    /**
     * Learns from the effect of an update.
     *
     * @param before losses before the update
     * @param after losses of the same tasks on the same rows after the update
     */
    void observe(StepLosses before, StepLosses after);
  }

  /** Weighs by the inner products of the tasks' gradients on the shared trunk. */
  non-sealed interface ByGradients extends TaskWeighting {
    /**
     * Returns the weights of the tasks.
     *
     * @param seed seed of the step's random choices
     */
    List<Double> weights(StepGradients gradients, long seed);

    /** Learns from the gradients of an update. */
    void observe(StepGradients gradients);
  }
}
