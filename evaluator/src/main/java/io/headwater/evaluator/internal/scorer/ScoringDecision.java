package io.headwater.evaluator.internal.scorer;

import io.headwater.evaluator.internal.scorer.LoadedVersions.Loaded;
import io.headwater.schemas.LabeledExample;

/** Decision about what happens to a record. */
sealed interface ScoringDecision {

  /**
   * A version may score the record.
   *
   * @param example the record's example
   * @param version the version that may score it
   */
  record Score(LabeledExample example, Loaded version) implements ScoringDecision {}

  /** The record is skipped. */
  record Skip(SkipReason reason) implements ScoringDecision {}

  /** The record has to wait, and its partition with it. */
  record Wait() implements ScoringDecision {}
}
