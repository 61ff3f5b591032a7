package io.headwater.schemas.contract;

/** What a weight of an example or of a task may be: far from where single precision ends. */
final class Weights {
  /** The rule, in words. */
  static final String ALLOWED = "between 0.000001 and 1000000";

  private static final double LEAST = 1e-6;
  private static final double GREATEST = 1e6;

  private Weights() {}

  static boolean isAllowed(double weight) {
    return weight >= LEAST && weight <= GREATEST; // NaN is neither
  }
}
