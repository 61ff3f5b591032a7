package io.headwater.trainer.weighting;

import java.util.List;
import java.util.Map;

/**
 * A strategy that weighs the tasks of each step; used by one thread.
 *
 * <p>Strategies differ in what they have to know: {@link ByHistory} what earlier steps showed,
 * {@link ByLosses} this step's losses, {@link ByGradients} how this step's gradients lie to each
 * other. The first costs nothing, the second a forward pass more, the third a backward pass for
 * each task.
 *
 * <p>Only the tasks present in a step are weighed, and only their state moves. Asking for weights
 * changes nothing; what a step showed is told afterwards, where the step was applied. All numbers
 * told are finite. Weights are raw: at least 0, not all 0, of any scale; {@link WeightNormalizer}
 * clamps and scales them.
 */
public sealed interface TaskWeighting {

  /** Returns the name configuration calls it by. */
  String name();

  /** Returns everything {@link #restore} needs, exactly. */
  Map<String, String> state();

  /** Goes on from a state that a strategy of the same name returned. */
  void restore(Map<String, String> state);

  /** Weighs before the step, by what earlier ones showed. */
  non-sealed interface ByHistory extends TaskWeighting {
    /**
     * Returns the weights of present tasks.
     *
     * @param tasks their names; one may be new
     */
    List<Double> weights(List<String> tasks);

    /** Learns from the losses before an update. */
    void observe(StepLosses losses);

    /**
     * Returns whether it learns from losses at all; where it does not, the next step need not wait
     * until a GPU has told them.
     */
    default boolean learns() {
      return true;
    }
  }

  /** Weighs by the step's own losses, between forward and backward pass. */
  non-sealed interface ByLosses extends TaskWeighting {
    /** Returns the weights of the tasks. */
    List<Double> weights(StepLosses losses);

    /**
     * Learns from what an update did.
     *
     * @param before losses before it
     * @param after losses of the same tasks on the same rows after it
     */
    void observe(StepLosses before, StepLosses after);
  }

  /** Weighs by the inner products of the tasks' gradients on the shared trunk. */
  non-sealed interface ByGradients extends TaskWeighting {
    /**
     * Returns the weights of the tasks.
     *
     * @param seed seed of the step, for what is random
     */
    List<Double> weights(StepGradients gradients, long seed);

    /** Learns from the gradients of an update. */
    void observe(StepGradients gradients);
  }
}
