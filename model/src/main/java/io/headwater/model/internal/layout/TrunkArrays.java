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
    /** Index of the first parameter of the first layer. */
    FIRST_LAYER,
    /** Number of parameters of a layer. */
    LAYER_SIZE,
    /** {@link ScalarType} the layers compute in. */
    NUMBER_TYPE,
    /** {@link NormKind} of every norm. */
    NORM,
    /** {@link NormPlace} of the norms of a layer. */
    NORM_PLACE,
    /** {@link ActivationKind} of the feed-forward part. */
    ACTIVATION,
    /** 1 if queries and keys are rotated by their positions, else 0. */
    ROTARY,
    /** 1 if a token sees only those before it, 0 if it sees its whole row. */
    CAUSAL,
    /** {@link ReadState} that answers are read from. */
    READ,
    /** Index of the first parameter that is trained. */
    FIRST_TRAINED,
    /** Index of the first adapter of the first layer. */
    FIRST_ADAPTER,
    /** Number of parameters of a layer's adapters. */
    LAYER_ADAPTERS,
    /** Here begin the indices of {@link TrunkParameter}; -1 where the family has none. */
    PARAMETERS,
    /**
     * Here begin the places of {@link LayerParameter} within a layer; -1 where the family has none.
     */
    LAYER_PARAMETERS,
    /**
     * Here begin the places, within the adapters of a layer, of the adapter of each {@link
     * LayerParameter}: its {@link AdapterParameter}; -1 where there is none.
     */
    ADAPTERS;

    @Override
    public int number() {
      return switch (this) {
        case LAYER_PARAMETERS -> PARAMETERS.number() + TrunkParameter.values().length;
        case ADAPTERS -> LAYER_PARAMETERS.number() + LayerParameter.values().length;
        default -> ProgramName.super.number();
      };
    }
  }

  /** The kinds of norms. */
  public enum NormKind implements ProgramName {
    /** Divides by the root mean square. */
    RMS,
    /** Subtracts the mean, divides by the deviation and adds a bias. */
    LAYER
  }

  /** Where the norms of a layer stand. */
  public enum NormPlace implements ProgramName {
    /** Before attention and before the feed-forward part. */
    BEFORE,
    /** After each of the two has been added to the residual stream. */
    AFTER
  }

  /** The kinds of activations. */
  public enum ActivationKind implements ProgramName {
    /** {@code x sigmoid(x)}. */
    SILU,
    /** {@code x} times the normal distribution's share below {@code x}. */
    GELU,
    /** An approximation of {@link #GELU} by a hyperbolic tangent. */
    GELU_TANH
  }

  /** The states that answers are read from. */
  public enum ReadState implements ProgramName {
    /** The state of every token, as it is. */
    TOKENS,
    /** The mean state of each row, of unit scale. */
    MEAN,
    /** The state of each row's first token, of unit scale. */
    FIRST,
    /** The state of each row's last token, of unit scale. */
    LAST
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
    /** Base of the rotary positions; 0 if there are none. */
    ROTARY_THETA,
    /** Factor of the embedding. */
    EMBEDDING_MULTIPLIER,
    /** Factor of what an adapter adds; 0 if there are none. */
    ADAPTER_FACTOR,
    /** Here begin the factors of the rotary frequencies; none if they are not scaled. */
    ROTARY_FACTORS
  }

  /** Parameters outside the layers; the layers lie before {@link #FINAL_NORM}. */
  public enum TrunkParameter implements ProgramName {
    /** Input embedding (vocabulary, hidden size), the first parameter of every family. */
    EMBEDDING,
    /** Learned positions (positions, hidden size). */
    POSITION_EMBEDDING,
    /** Embedding of token types (types, hidden size). */
    TYPE_EMBEDDING,
    /** Gain of the norm after the embeddings. */
    EMBEDDING_NORM,
    /** Bias of that norm. */
    EMBEDDING_NORM_BIAS,
    /** Gain of the final norm. */
    FINAL_NORM,
    /** Bias of that norm. */
    FINAL_NORM_BIAS,
    /** Output embedding (vocabulary, hidden size); the input embedding if it is tied. */
    OUTPUT
  }

  /** Parameters of a layer, in their order. */
  public enum LayerParameter implements ProgramName {
    /** Gain of attention's norm. */
    ATTENTION_NORM,
    /** Bias of that norm. */
    ATTENTION_NORM_BIAS,
    /** Query projection. */
    QUERY,
    /** Key projection. */
    KEY,
    /** Value projection. */
    VALUE,
    /** Output projection of attention. */
    OUTPUT,
    /** Gain of the norm of each head's queries. */
    QUERY_NORM,
    /** Gain of the norm of each head's keys. */
    KEY_NORM,
    /** Gain of the feed-forward part's norm. */
    FEED_FORWARD_NORM,
    /** Bias of that norm. */
    FEED_FORWARD_NORM_BIAS,
    /** Gate projection, where the feed-forward part is gated. */
    GATE,
    /** Up projection. */
    UP,
    /** Down projection. */
    DOWN,
    /** Bias of the queries. */
    QUERY_BIAS,
    /** Bias of the keys. */
    KEY_BIAS,
    /** Bias of the values. */
    VALUE_BIAS,
    /** Bias of the output projection. */
    OUTPUT_BIAS,
    /** Bias of the up projection. */
    UP_BIAS,
    /** Bias of the down projection. */
    DOWN_BIAS
  }

  /** The parameters of a weight's adapter, in their order. */
  public enum AdapterParameter implements ProgramName {
    /** From the weight's inputs to the rank: {@code A} (rank, inputs). */
    DOWN,
    /** From the rank to the weight's outputs: {@code B} (outputs, rank). */
    UP
  }
}
