package io.headwater.trainer.weighting;

import java.util.Map;
import java.util.SortedMap;

/** Gives every task the weight 1. */
public final class EqualWeighting implements TaskWeighting {
  /** Name in the configuration. */
  public static final String NAME = "equal";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public double weight(String task) {
    return 1;
  }

  @Override
  public void observe(SortedMap<String, Double> losses) {
    // Equal weights learn nothing.
  }

  @Override
  public Map<String, String> state() {
    return Map.of();
  }

  @Override
  public void restore(Map<String, String> state) {
    // There is no state.
  }
}
