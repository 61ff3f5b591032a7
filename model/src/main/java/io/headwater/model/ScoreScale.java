package io.headwater.model;

/**
 * Where the scores of a REGRESSION task lie; its module works on shares of this range.
 *
 * @param minimum least score, inclusive
 * @param maximum greatest score, inclusive, above the minimum
 */
public record ScoreScale(double minimum, double maximum) {
  /** From 0 to 1, where a score is its own share; that of every other kind of task. */
  public static final ScoreScale UNIT = new ScoreScale(0, 1);

  /** Checks the ends. */
  public ScoreScale {
    if (!Double.isFinite(minimum) || !Double.isFinite(maximum) || !(minimum < maximum)) {
      throw new IllegalArgumentException(
          "a score scale is from %s to %s but must be finite, with the minimum below the maximum"
              .formatted(minimum, maximum));
    }
  }

  /** Returns how far up the scale a score is, from 0 to 1; scores outside count as its ends. */
  public double shareOf(double score) {
    return Math.min(1, Math.max(0, (score - minimum) / (maximum - minimum)));
  }

  /** Returns the score that is a share of the way up the scale. */
  public double scoreOf(double share) {
    return minimum + share * (maximum - minimum);
  }
}
