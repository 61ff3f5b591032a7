package io.headwater.model.internal.layout;

/** What the programs are told about the trunk, and the order of its parameters. */
public final class TrunkArrays {
  private TrunkArrays() {}

  /** The settings of a call, which most methods take. */
  public enum CallSetting implements ProgramName {
    /** Integers: {@link TrunkShape}. */
    SHAPE,
    /** Reals: {@link TrunkNumber}. */
    NUMBERS,
    /** Integers of the method itself, if it takes any. */
    CALL
  }

  /** The shape of the trunk: integers. */
  public enum TrunkShape implements ProgramName {
    /** Number of layers. */
    LAYERS,
    /** Query heads. */
    HEADS,
    /** Key-value heads, each shared by an equal number of query heads. */
    KEY_VALUE_HEADS,
    /** Elements of a head. */
    HEAD_SIZE,
    /** 1 if the embedding is the output embedding too, else 0. */
    TIED,
    /** Number of parameters of a layer, which are the first ones of {@link LayerParameter}. */
    LAYER_SIZE,
    /** {@link ScalarType} the layers compute in. */
    NUMBER_TYPE
  }

  /** Element types, by PyTorch's own numbers. */
  public enum ScalarType implements ProgramName {
    /** 64-bit integers. */
    INT64(4),
    /** Single precision. */
    FLOAT32(6),
    /** Double precision. */
    FLOAT64(7),
    /** The upper half of single precision. */
    BFLOAT16(15);

    private final int number;

    ScalarType(int number) {
      this.number = number;
    }

    @Override
    public int number() {
      return number;
    }
  }

  /** The numbers of the trunk: reals. */
  public enum TrunkNumber implements ProgramName {
    /** Epsilon of the norms. */
    NORM_EPSILON,
    /** Base of the rotary positions. */
    ROTARY_THETA,
    /** Factor of the embedding. */
    EMBEDDING_MULTIPLIER,
    /** Here begin the factors of the rotary frequencies; none if they are not scaled. */
    ROTARY_FACTORS
  }

  /** Where the trunk's parameters begin. */
  public enum TrunkParameter implements ProgramName {
    /** Input embedding (vocabulary, hidden size). */
    EMBEDDING,
    /** Here begin the layers, each of {@link TrunkShape#LAYER_SIZE} parameters. */
    LAYERS
  }

  /** Parameters after the layers, as positions from there. */
  public enum AfterLayers implements ProgramName {
    /** Gain of the final norm. */
    FINAL_NORM,
    /** Output embedding (vocabulary, hidden size), if it is not tied. */
    OUTPUT
  }

  /** Parameters of a layer; biases come last, because not every family has them. */
  public enum LayerParameter implements ProgramName {
    /** Gain of the norm before attention. */
    INPUT_NORM,
    /** Query projection. */
    QUERY,
    /** Key projection. */
    KEY,
    /** Value projection. */
    VALUE,
    /** Output projection of attention. */
    OUTPUT,
    /** Gain of the norm before the feed-forward part. */
    POST_ATTENTION_NORM,
    /** Gate projection of SwiGLU. */
    GATE,
    /** Up projection of SwiGLU. */
    UP,
    /** Down projection of SwiGLU. */
    DOWN,
    /** Bias of the queries. */
    QUERY_BIAS,
    /** Bias of the keys. */
    KEY_BIAS,
    /** Bias of the values. */
    VALUE_BIAS,
    /** Bias of the output projection. */
    OUTPUT_BIAS
  }
}
