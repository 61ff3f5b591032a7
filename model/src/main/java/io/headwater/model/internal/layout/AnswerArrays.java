package io.headwater.model.internal.layout;

/** What the methods of inference take and return. */
public final class AnswerArrays {
  private AnswerArrays() {}

  /**
   * Integers of {@code classify}, {@code score}, {@code extract}, {@code generate}, {@code write}.
   */
  public enum AnswerCall implements ProgramName {
    /** Index of the module's first parameter. */
    FIRST_PARAMETER,
    /** Labels K that each row of {@code classify} gets, at least 1 and at most the task's. */
    LABELS,
    /** Greatest number of tokens of a text. */
    MAX_TOKENS,
    /** Token that ends a text. */
    END_TOKEN
  }

  /** The prompts of {@code generate}: R rows, each an input padded to I tokens and a task token. */
  public enum Prompt implements ProgramName {
    /** Packed positions of the inputs (R, I). */
    INPUT_POSITIONS,
    /** {@link TaskArrays.InputToken Tokens} of the inputs (R, I). */
    INPUTS,
    /** Packed positions of the task tokens (R). */
    TASK_POSITIONS,
    /** Task tokens (R). */
    TASK_TOKENS,
    /** Tokens of each prompt (R). */
    LENGTHS
  }

  /** What {@code write} writes from: R inputs, padded to I tokens, and V tokens of a vocabulary. */
  public enum Source implements ProgramName {
    /** Packed positions of the inputs (R, I). */
    INPUT_POSITIONS,
    /** {@link TaskArrays.InputToken Tokens} of the inputs (R, I). */
    INPUTS,
    /** Tokens that the texts start with (R). */
    START_TOKENS,
    /** 1 for each token (V) that a text may only hold as a copy, else 0. */
    RESERVED,
    /** 1 for each token (V) that continues a word, else 0. */
    CONTINUING
  }

  /** What {@code write} returns. */
  public enum Written implements ProgramName {
    /** Tokens (R, at most MAX_TOKENS), filled up with the end token. */
    TOKENS,
    /** Place in the input that each token was copied from, -1 for none, of the same shape. */
    COPIED_FROM
  }

  /** What {@code classify} returns. */
  public enum Classified implements ProgramName {
    /** Most probable labels of each row (R, K), most probable first. */
    LABELS,
    /** Their probabilities (R, K). */
    PROBABILITIES
  }
}
