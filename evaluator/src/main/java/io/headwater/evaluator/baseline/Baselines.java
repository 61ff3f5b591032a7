package io.headwater.evaluator.baseline;

import java.util.List;

/** The baselines every evaluation shows beside the model. */
public final class Baselines {
  /** What the name of every baseline starts with. */
  public static final String PREFIX = "baseline.";

  private static final int LEAD_WORDS = 12;

  private Baselines() {}

  /** Returns one of each, none of which has learned anything. */
  public static List<OnlineBaseline> all() {
    return List.of(
        new MajorityLabel(),
        new RepeatLast(),
        new RunningMean(),
        new NaiveBayes(),
        new LeadWords(LEAD_WORDS),
        new FirstLine());
  }
}
