/**
 * Scoring examples with versions that have not trained on them.
 *
 * <p>The rule is held by offsets: see {@link io.headwater.evaluator.internal.scorer.VersionCut}.
 */
package io.headwater.evaluator.internal.scorer;
