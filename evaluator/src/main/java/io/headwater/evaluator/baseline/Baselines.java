package io.headwater.evaluator.baseline;

import java.util.List;

/** The baselines every evaluation shows beside the model. */
public final class Baselines {
  /** The prefix of every baseline's name. */
  public static final String PREFIX = "baseline.";

  private static final int LEAD_WORDS = 12;

  private static final int LONGEST_ANSWER = 10_000;

  private Baselines() {}

  /** Returns a new baseline of each kind, none of which has learned anything. */
  public static List<OnlineBaseline> all() {
    return List.of(
        new MajorityLabel(),
        new RepeatLast(),
        new RunningMean(),
        new NaiveBayes(),
        new LeadWords(LEAD_WORDS),
        new FirstLine(),
        new FirstSentence(),
        new BestOverlap());
  }

  /** Returns the beginning of a text that is too long for an answer; metrics take no longer one. */
  static String cut(String text) {
    if (text.length() <= LONGEST_ANSWER) {
      return text;
    }
    boolean halves = Character.isHighSurrogate(text.charAt(LONGEST_ANSWER - 1));
    return text.substring(0, halves ? LONGEST_ANSWER - 1 : LONGEST_ANSWER);
  }
}
