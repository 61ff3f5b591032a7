/** The scorer's parts; not for use by others. */
package io.headwater.evaluator.scorer.internal;
