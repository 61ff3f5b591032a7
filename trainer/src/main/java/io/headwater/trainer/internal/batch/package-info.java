/** Batches: the rows of a block, shuffled, bucketed by length and cut under a token budget. */
package io.headwater.trainer.internal.batch;
