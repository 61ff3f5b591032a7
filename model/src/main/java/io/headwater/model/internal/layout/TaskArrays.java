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
     * Packed position each answer is predicted from (M); of texts (R, T), or where a decoder writes
     * them, the place of each target in its text; of spans those of the candidates (R, C), negative
     * where padded.
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
    /** {@link InputToken Tokens} of the inputs (R, I). */
    INPUTS
  }

  /** Numbers in tables of inputs that stand for no token; each equals no other. */
  public enum InputToken implements ProgramName {
    /** Pads inputs. */
    PADDING(-1),
    /** Stands before the first token of an input. */
    NOTHING_BEFORE(-3),
    /** A token of an input that is not of its text, and is never copied. */
    NOT_OF_TEXT(-4);

    private final int number;

    InputToken(int number) {
      this.number = number;
    }

    /**
     * Returns a token of an input as tables have it. The tokens that start and end texts frame an
     * encoder's input and belong to no text.
     */
    public static long of(int token, int start, int end) {
      return token == start || token == end ? NOT_OF_TEXT.number() : token;
    }

    @Override
    public int number() {
      return number;
    }
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

  /** The size of a decoder. */
  public enum DecoderSize implements ProgramName {
    /** Number of layers. */
    LAYERS(2);

    private final int number;

    DecoderSize(int number) {
      this.number = number;
    }

    @Override
    public int number() {
      return number;
    }
  }

  /**
   * Parameters of the decoder of a summarization task, on a trunk that is not causal. They stand
   * behind those of the copy module, and before those of the decoder's layers.
   */
  public enum DecoderParameter implements ProgramName {
    /** Learned positions (places of a target, hidden size). */
    POSITION_EMBEDDING,
    /** Gain of the final norm. */
    FINAL_NORM,
    /** Bias of that norm. */
    FINAL_NORM_BIAS,
    /** Takes a state to the trunk's output embedding (hidden size, hidden size). */
    OUTPUT
  }

  /** Parameters of a layer of a decoder, in their order. */
  public enum DecoderLayerParameter implements ProgramName {
    /** Gain of the norm before attention to the target. */
    ATTENTION_NORM,
    /** Bias of that norm. */
    ATTENTION_NORM_BIAS,
    /** Query projection of a target state. */
    QUERY,
    /** Key projection of a target state. */
    KEY,
    /** Value projection of a target state. */
    VALUE,
    /** Output projection of attention to the target. */
    OUTPUT,
    /** Gain of the norm before attention to the input. */
    CROSS_NORM,
    /** Bias of that norm. */
    CROSS_NORM_BIAS,
    /** Query projection of a target state. */
    CROSS_QUERY,
    /** Key projection of an input state. */
    CROSS_KEY,
    /** Value projection of an input state. */
    CROSS_VALUE,
    /** Output projection of attention to the input. */
    CROSS_OUTPUT,
    /** Gain of the feed-forward part's norm. */
    FEED_FORWARD_NORM,
    /** Bias of that norm. */
    FEED_FORWARD_NORM_BIAS,
    /** Up projection. */
    UP,
    /** Down projection. */
    DOWN
  }

  /** Biases of the copy module's scores. */
  public enum CopyBias implements ProgramName {
    /** For input tokens that follow an occurrence of the last written token. */
    INDUCTION,
    /** For input tokens that are already written. */
    COVERAGE
  }
}
