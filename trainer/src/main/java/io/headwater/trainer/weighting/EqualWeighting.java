package io.headwater.trainer.weighting;

import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Gives every task the weight 1. */
public final class EqualWeighting implements TaskWeighting.ByHistory {
  /** Name in the configuration. */
  public static final String NAME = "equal";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Double> weights(List<String> tasks) {
    return Collections.nCopies(tasks.size(), 1.0);
  }

  @Override
  public void observe(StepLosses losses) {
    // Equal weights do not depend on losses.
  }

  @Override
  public boolean learns() {
    return false;
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
