package io.headwater.evaluator.internal.scorer;

/** Why an example was not scored. */
public enum SkipReason {
  /** The bytes are not an example; the trainer writes them to the dead letters. */
  UNREADABLE,
  /** The example breaks its task's contract; the trainer writes it to the dead letters. */
  INVALID,
  /** No specification of the task arrived in time. */
  UNKNOWN_TASK,
  /** The task is retired. */
  RETIRED,
  /**
   * The only versions that may score it have no task module for its task, or one without labels.
   */
  NO_MODULE,
  /** Every available version has trained on it. */
  NO_LEGAL_VERSION,
  /** It is not in the sample, because the scorer cannot keep up with all examples. */
  SAMPLED_OUT,
  /** The model failed on it. */
  FAILED
}
