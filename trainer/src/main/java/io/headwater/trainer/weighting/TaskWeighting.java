package io.headwater.trainer.weighting;

import java.util.Map;
import java.util.SortedMap;

/**
 * A strategy that moves the tasks' weights by their losses; used by one thread.
 *
 * <p>Weights are raw: {@link WeightNormalizer} clamps and scales them.
 */
public interface TaskWeighting {

  /** Returns the name configuration calls it by. */
  String name();

  /** Returns the raw weight of a task, positive; a task never seen has the strategy's start. */
  double weight(String task);

  /** Learns from the losses of a step, of the tasks that were present; all finite. */
  void observe(SortedMap<String, Double> losses);

  /** Returns everything {@link #restore} needs, exactly. */
  Map<String, String> state();

  /** Goes on from a state; names it does not know are ignored. */
  void restore(Map<String, String> state);
}
