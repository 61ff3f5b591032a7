package io.headwater.bench.learn;

import java.util.Locale;

/**
 * How long a run learns: seconds of its own computing, steps, or examples; whichever is used up
 * first.
 *
 * @param seconds most seconds; infinite where they do not count
 * @param steps most steps
 * @param examples most examples, but for those of the last batch
 */
public record Budget(double seconds, long steps, long examples) {

  /** Returns a budget of time. */
  public static Budget ofSeconds(double seconds) {
    return new Budget(seconds, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** Returns a budget of steps. */
  public static Budget ofSteps(long steps) {
    return new Budget(Double.POSITIVE_INFINITY, steps, Long.MAX_VALUE);
  }

  /** Returns a budget of examples. */
  static Budget ofExamples(long examples) {
    return new Budget(Double.POSITIVE_INFINITY, Long.MAX_VALUE, Math.max(1, examples));
  }

  /** Returns how much of it is used up, from 0 on; 1 or more is the end. */
  double share(double usedSeconds, long usedSteps, long usedExamples) {
    return Math.max(
        usedSeconds / seconds,
        Math.max((double) usedSteps / steps, (double) usedExamples / examples));
  }

  /** Returns the smaller of the two in each. */
  Budget atMost(Budget other) {
    return new Budget(
        Math.min(seconds, other.seconds),
        Math.min(steps, other.steps),
        Math.min(examples, other.examples));
  }

  @Override
  public String toString() {
    if (Double.isFinite(seconds)) {
      return String.format(Locale.ROOT, "%.4g seconds", seconds);
    }
    return steps < Long.MAX_VALUE ? steps + " steps" : examples + " examples";
  }
}
