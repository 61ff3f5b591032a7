/** Predictions and labels joined into rolling metrics, as a Kafka Streams topology. */
package io.headwater.evaluator.internal.topology;
