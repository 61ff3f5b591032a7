/**
 * Scoring examples with versions that have not trained on them.
 *
 * <p>The rule is held by offsets: see {@link io.headwater.evaluator.scorer.Cut}.
 */
package io.headwater.evaluator.scorer;
