package io.headwater.model;

/**
 * The range of a REGRESSION task's scores; the task's module works on shares of this range.
 *
 * @param minimum lowest score, inclusive
 * @param maximum highest score, inclusive, above the minimum
 */
public record ScoreScale(double minimum, double maximum) {
  /** The scale from 0 to 1, on which a score equals its share; tasks of all other kinds have it. */
  public static final ScoreScale UNIT = new ScoreScale(0, 1);

  /** Checks that both ends are finite and the minimum is below the maximum. */
  public ScoreScale {
    if (!Double.isFinite(minimum) || !Double.isFinite(maximum) || !(minimum < maximum)) {
      throw new IllegalArgumentException(
          "a score scale is from %s to %s but must be finite, with the minimum below the maximum"
              .formatted(minimum, maximum));
    }
  }

  /**
   * Returns how far up the scale a score is, from 0 to 1; scores outside count as the nearer end.
   */
  public double shareOf(double score) {
    return Math.min(1, Math.max(0, (score - minimum) / (maximum - minimum)));
  }

  /** Returns the score that lies the given share of the way up the scale. */
  public double scoreOf(double share) {
    return minimum + share * (maximum - minimum);
  }
}
