package io.headwater.evaluator.internal.scorer;

/** Why an example was not scored. */
public enum SkipReason {
  /** The bytes are not an example; the trainer writes them to the dead letters. */
  UNREADABLE("unreadable"),
  /** The example breaks its task's contract; the trainer writes it to the dead letters. */
  INVALID("against the task's rules"),
  /** No specification of the task arrived in time. */
  UNKNOWN_TASK("of a task without a specification"),
  /** The task is retired. */
  RETIRED("of a retired task"),
  /**
   * The only versions that may score it have no task module for its task, or one without labels.
   */
  NO_MODULE("from before the model knew the task or a label of it"),
  /** Every available version has trained on it. */
  NO_LEGAL_VERSION("missed, since every version kept has learned them"),
  /** It is not in the sample, because the scorer cannot keep up with all examples. */
  SAMPLED_OUT("left out of the sample, to keep up"),
  /** The model failed on it. */
  FAILED("on which the model failed");

  private final String words;

  SkipReason(String words) {
    this.words = words;
  }

  /** Returns the reason in words that follow a number of examples. */
  public String words() {
    return words;
  }
}
