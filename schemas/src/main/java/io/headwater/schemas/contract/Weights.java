package io.headwater.schemas.contract;

/** Limits of an example's or a task's weight, which keep it well within single precision. */
final class Weights {
  /** The rule, in words. */
  static final String ALLOWED = "between 0.000001 and 1000000";

  private static final double LEAST = 1e-6;
  private static final double GREATEST = 1e6;

  private Weights() {}

  static boolean isAllowed(double weight) {
    return weight >= LEAST && weight <= GREATEST; // false for NaN
  }
}
