package io.headwater.evaluator.internal.scorer;

import io.headwater.evaluator.internal.scorer.LoadedVersions.Loaded;
import io.headwater.schemas.LabeledExample;
import java.util.Optional;

/** What is to be done with a record. */
sealed interface ScoringDecision {

  /**
   * A version may score it.
   *
   * @param example what the record holds
   * @param version the version
   */
  record Score(LabeledExample example, Loaded version) implements ScoringDecision {}

  /**
   * It is passed over.
   *
   * @param reason why
   * @param example what the record holds, where it is a valid example
   */
  record Skip(SkipReason reason, Optional<LabeledExample> example) implements ScoringDecision {}

  /** It, and with it its partition, has to wait. */
  record Wait() implements ScoringDecision {}
}
