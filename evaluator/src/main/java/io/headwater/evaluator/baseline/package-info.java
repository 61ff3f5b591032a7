/** Learners without a network, scored on the same examples as the model. */
package io.headwater.evaluator.baseline;
