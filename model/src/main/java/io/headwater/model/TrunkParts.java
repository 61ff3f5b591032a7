package io.headwater.model;

import java.util.Set;

/**
 * The parts in which the families of trunks differ.
 *
 * @param norm kind of every norm
 * @param normPlace where the norms of a layer stand
 * @param others the other parts that the family has
 */
public record TrunkParts(Norm norm, NormPlace normPlace, Set<Part> others) {

  /** A kind of norm. */
  public enum Norm {
    /** RMSNorm (Zhang and Sennrich, 2019): a gain, no bias. */
    RMS,
    /** Layer normalization (Ba and others, 2016): gain and bias. */
    LAYER
  }

  /** Where the norms of a layer stand. */
  public enum NormPlace {
    /** Before attention and before the feed-forward part. */
    BEFORE,
    /** After each of the two has been added to the residual stream, as in the first transformer. */
    AFTER
  }

  /** A part that a family has or lacks. */
  public enum Part {
    /** The embeddings are normed before the first layer. */
    EMBEDDING_NORM,
    /** The states are normed after the last layer. */
    FINAL_NORM,
    /** Queries and keys are normed head by head. */
    HEAD_NORMS,
    /**
     * Positions rotate queries and keys; without it they are learned and added to the embedding.
     */
    ROTARY,
    /** Learned positions are counted from behind the number of the padding token, as in fairseq. */
    POSITIONS_BEHIND_PADDING,
    /** The second text of an input is of another token type than the first. */
    TYPED_TEXTS,
    /** The feed-forward part has a gate beside its up projection. */
    GATE,
    /** The feed-forward part has biases. */
    FEED_FORWARD_BIAS,
    /** Each token sees only those before it. */
    CAUSAL
  }

  /** The parts of the Llama layout. */
  static final TrunkParts LLAMA =
      new TrunkParts(
          Norm.RMS, NormPlace.BEFORE, Set.of(Part.FINAL_NORM, Part.ROTARY, Part.GATE, Part.CAUSAL));

  /** The parts of the Qwen3 layout. */
  static final TrunkParts QWEN3 =
      new TrunkParts(
          Norm.RMS,
          NormPlace.BEFORE,
          Set.of(Part.FINAL_NORM, Part.HEAD_NORMS, Part.ROTARY, Part.GATE, Part.CAUSAL));

  /** The parts of the GPT-2 layout. */
  static final TrunkParts GPT2 =
      new TrunkParts(
          Norm.LAYER,
          NormPlace.BEFORE,
          Set.of(Part.FINAL_NORM, Part.FEED_FORWARD_BIAS, Part.CAUSAL));

  /** The parts of the BERT layout. */
  static final TrunkParts BERT =
      new TrunkParts(
          Norm.LAYER,
          NormPlace.AFTER,
          Set.of(Part.EMBEDDING_NORM, Part.TYPED_TEXTS, Part.FEED_FORWARD_BIAS));

  /** The parts of the RoBERTa layout. */
  static final TrunkParts ROBERTA =
      new TrunkParts(
          Norm.LAYER,
          NormPlace.AFTER,
          Set.of(Part.EMBEDDING_NORM, Part.POSITIONS_BEHIND_PADDING, Part.FEED_FORWARD_BIAS));

  /** The parts of the DistilBERT layout. */
  static final TrunkParts DISTILBERT =
      new TrunkParts(
          Norm.LAYER, NormPlace.AFTER, Set.of(Part.EMBEDDING_NORM, Part.FEED_FORWARD_BIAS));

  /** Copies the parts. */
  public TrunkParts {
    others = Set.copyOf(others);
  }

  /** Returns whether the family has a part. */
  public boolean has(Part part) {
    return others.contains(part);
  }

  /** Returns whether the norm after the last layer has a bias. */
  public boolean finalNormBias() {
    return has(Part.FINAL_NORM) && norm == Norm.LAYER;
  }
}
