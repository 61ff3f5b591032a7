package io.headwater.bench.learn;

import java.util.Locale;

/** A group of comparisons that ask the same question. */
public enum ComparisonGroup {
  /** Each weighting strategy with equal weights, all with the same optimizer. */
  WEIGHTINGS,
  /** Each optimizer with AdamW, each at its best rate of a grid. */
  OPTIMIZERS,
  /** One model for all tasks with a separate model for each task. */
  TASKS;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
