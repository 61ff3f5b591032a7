package io.headwater.evaluator.internal.scorer;

import java.time.Duration;

/**
 * How the scorer paces itself.
 *
 * @param model name of the model whose versions score
 * @param batchSize maximum number of examples a model answers at once, at least 1
 * @param aheadRecords number of records of a partition that are scored beyond the newest cut before
 *     the scorer waits for a newer version; the distance between the last two cuts, if that is
 *     greater
 * @param aheadWait how long the scorer waits for a newer version; a stopped trainer delays it no
 *     longer than this
 * @param taskWait how long the scorer waits for the specification of a task
 * @param lagRecords number of records the scorer may be behind the newest cut before it scores only
 *     a sample
 * @param queueBytes most bytes of examples that were read and not yet decided on
 * @param baselines whether baselines are scored beside the model
 */
public record ScorerSettings(
    String model,
    int batchSize,
    long aheadRecords,
    Duration aheadWait,
    Duration taskWait,
    long lagRecords,
    long queueBytes,
    boolean baselines) {}
