/** The evaluator: scores examples as they arrive, and publishes rolling metrics. */
package io.headwater.evaluator;
