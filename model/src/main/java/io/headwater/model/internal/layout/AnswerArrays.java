package io.headwater.model.internal.layout;

/** What the methods of inference take and return. */
public final class AnswerArrays {
  private AnswerArrays() {}

  /** Integers of {@code classify}, {@code score}, {@code extract} and {@code generate}. */
  public enum AnswerCall implements ProgramName {
    /** Index of the module's first parameter. */
    FIRST_PARAMETER,
    /** Greatest number of tokens of a text. */
    MAX_TOKENS,
    /** Token that ends a text. */
    END_TOKEN
  }

  /** The prompts of {@code generate}: R rows, each an input padded to I tokens and a task token. */
  public enum Prompt implements ProgramName {
    /** Packed positions of the inputs (R, I). */
    INPUT_POSITIONS,
    /** Tokens of the inputs (R, I), negative where padded. */
    INPUTS,
    /** Packed positions of the task tokens (R). */
    TASK_POSITIONS,
    /** Task tokens (R). */
    TASK_TOKENS,
    /** Tokens of each prompt (R). */
    LENGTHS
  }

  /** What {@code classify} returns. */
  public enum Classified implements ProgramName {
    /** Most probable label of each row (R). */
    LABELS,
    /** Its probability (R). */
    PROBABILITIES
  }
}
