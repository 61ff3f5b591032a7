/** Turns the rows of a block into batches: shuffled, similar in length, within a token budget. */
package io.headwater.trainer.internal.batch;
