package io.headwater.bench.learn;

/**
 * An arm and the baseline it is compared with, seed by seed.
 *
 * @param group group of the comparison
 * @param name name of what is compared: a strategy, an optimizer or a task
 * @param arm the arm in question
 * @param baseline the arm it is compared with
 */
record ArmPair(ComparisonGroup group, String name, Arm arm, Arm baseline) {}
