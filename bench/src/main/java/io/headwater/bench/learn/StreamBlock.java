package io.headwater.bench.learn;

import io.headwater.trainer.internal.batch.Batch;
import io.headwater.trainer.internal.batch.PreparedRow;
import java.util.List;

/**
 * A stretch of the stream.
 *
 * @param batches its rows as the trainer batches them
 * @param fresh those of the rows that come for the first time: what may be asked before it is
 *     learned
 */
record StreamBlock(List<Batch> batches, List<PreparedRow> fresh) {}
