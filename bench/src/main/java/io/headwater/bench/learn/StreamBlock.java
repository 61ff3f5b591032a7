package io.headwater.bench.learn;

import io.headwater.trainer.internal.batch.Batch;
import io.headwater.trainer.internal.batch.PreparedRow;
import java.util.List;

/**
 * A block of the stream.
 *
 * @param batches the block's rows, batched as the trainer does it
 * @param fresh the rows that appear for the first time, which may be scored before they are learned
 */
record StreamBlock(List<Batch> batches, List<PreparedRow> fresh) {}
