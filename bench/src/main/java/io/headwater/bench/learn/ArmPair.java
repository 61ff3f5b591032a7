package io.headwater.bench.learn;

/**
 * Two arms that are compared, seed by seed.
 *
 * @param group the group it belongs to
 * @param name what is compared, in a word
 * @param arm what is asked about
 * @param baseline what it is compared with
 */
record ArmPair(ComparisonGroup group, String name, Arm arm, Arm baseline) {}
