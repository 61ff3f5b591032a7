/**
 * Scores examples with versions that have not trained on them.
 *
 * <p>The rule is enforced with offsets: see {@link
 * io.headwater.evaluator.internal.scorer.VersionCut}.
 */
package io.headwater.evaluator.internal.scorer;
