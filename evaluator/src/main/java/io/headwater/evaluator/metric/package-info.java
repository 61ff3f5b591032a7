/** Metrics that give the same values as the reference implementations of their fields. */
package io.headwater.evaluator.metric;
