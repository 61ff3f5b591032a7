/** Metrics, as the reference implementations of their fields compute them. */
package io.headwater.evaluator.metric;
