package io.headwater.bench.learn;

import java.util.Locale;

/** What is compared with what. */
public enum ComparisonGroup {
  /** Each weighting strategy with equal weights, all with the same optimizer. */
  WEIGHTINGS,
  /** Each optimizer with AdamW, all at the best rates of a grid. */
  OPTIMIZERS,
  /** One model of all tasks with a model for each. */
  TASKS;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
