package io.headwater.bench.learn;

import java.util.Locale;

/**
 * Limits how long a run learns: in seconds of computing, steps and examples, whichever ends first.
 *
 * @param seconds number of seconds at most; infinite for no limit
 * @param steps number of steps at most
 * @param examples number of examples at most; the last batch may exceed it
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

  /** Returns the share of this budget that is used up; at 1 or more the run ends. */
  double share(double usedSeconds, long usedSteps, long usedExamples) {
    return Math.max(
        usedSeconds / seconds,
        Math.max((double) usedSteps / steps, (double) usedExamples / examples));
  }

  /** Returns a budget with the smaller of the two limits for each kind. */
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
