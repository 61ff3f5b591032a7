package io.headwater.evaluator.internal.scorer;

import java.time.Duration;

/**
 * How the scorer paces itself.
 *
 * @param model name of the model whose versions score
 * @param batchSize most examples a model answers at once, at least 1
 * @param aheadRecords records of a partition scored beyond the newest cut before a newer version is
 *     waited for, where the distance of the last two cuts is not greater
 * @param aheadWait how long a newer version is waited for; a trainer that is away holds up no
 *     longer
 * @param taskWait how long the specification of a task is waited for
 * @param lagRecords records the scorer may be behind the newest cut before it scores a sample only
 * @param baselines whether baselines are scored beside the model
 */
public record ScorerSettings(
    String model,
    int batchSize,
    long aheadRecords,
    Duration aheadWait,
    Duration taskWait,
    long lagRecords,
    boolean baselines) {}
