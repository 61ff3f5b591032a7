package io.headwater.model.internal.layout;

/** What the programs are told about a batch's tasks; the package documentation shows the layout. */
public final class TaskArrays {
  private TaskArrays() {}

  /** The kinds of task modules. */
  public enum ModuleKind implements ProgramName {
    /** A label. */
    CLASSIFICATION,
    /** A text. */
    SUMMARIZATION,
    /** A share of a score scale. */
    REGRESSION,
    /** A stretch of a passage. */
    SPAN_EXTRACTION
  }

  /** A present task: integers. */
  public enum TaskEntry implements ProgramName {
    /** Its {@link ModuleKind}. */
    KIND,
    /** Index of its module's first parameter. */
    FIRST_PARAMETER
  }

  /**
   * The segment of a present task. M is the number of its likelihoods; texts are tables of R rows
   * by T target places or I input places, answers in passages tables of R rows by C candidates.
   * Only texts use the last four.
   */
  public enum TaskTarget implements ProgramName {
    /** Factor (M) of each likelihood in the loss that is minimised. */
    MINIMISED,
    /** Factor (M) of each likelihood in the loss that is reported. */
    REPORTED,
    /**
     * Packed position each answer is predicted from (M); of texts (R, T); of spans those of the
     * candidates (R, C), negative where padded.
     */
    POSITIONS,
    /**
     * Labels (M) or shares of the score scale (M); of texts the target tokens (R, T); of spans (R,
     * 2, C), 1 where a right answer starts and where one ends, else 0.
     */
    ANSWERS,
    /** Places (M) of the real targets in the flattened (R, T) tables. */
    PLACES,
    /** Token before each target (R, T). */
    BEFORE,
    /** Packed positions of the inputs (R, I). */
    INPUT_POSITIONS,
    /** Tokens of the inputs (R, I), negative where padded. */
    INPUTS
  }

  /** Parameters of a classification, regression or span module. */
  public enum AnswerParameter implements ProgramName {
    /** Weight (labels, 1 for a score, or 2 for start and end of a span; hidden size). */
    WEIGHT,
    /** Bias (as many). */
    BIAS
  }

  /** Parameters of the copy module of a summarization task. */
  public enum CopyParameter implements ProgramName {
    /** Query projection of the state that predicts (key size, hidden size). */
    QUERY,
    /** Key projection of an input state (key size, hidden size). */
    KEY,
    /** Key projection of the input state before it (key size, hidden size). */
    PREVIOUS_KEY,
    /** {@link CopyBias}. */
    BIASES,
    /** Gate weight (1, 2 x hidden size). */
    GATE,
    /** Gate bias (1). */
    GATE_BIAS
  }

  /** Biases of the copy module's scores. */
  public enum CopyBias implements ProgramName {
    /** For input tokens that follow an occurrence of the last written token. */
    INDUCTION,
    /** For input tokens that are already written. */
    COVERAGE
  }
}
