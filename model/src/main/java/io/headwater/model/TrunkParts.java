package io.headwater.model;

/**
 * The parts in which the families of trunks differ.
 *
 * @param norm kind of every norm
 * @param normPlace where the norms of a layer stand
 * @param embeddingNorm whether the embeddings are normed before the first layer
 * @param finalNorm whether the states are normed after the last layer
 * @param headNorms whether queries and keys are normed head by head
 * @param rotary whether positions rotate queries and keys; otherwise they are learned and added to
 *     the embedding
 * @param positionsBehindPadding whether learned positions are counted from behind the number of the
 *     padding token, as in fairseq
 * @param typedTexts whether the second text of an input is of another token type than the first
 * @param gated whether the feed-forward part has a gate beside its up projection
 * @param feedForwardBias whether the feed-forward part has biases
 * @param causal whether each token sees only those before it
 */
public record TrunkParts(
    Norm norm,
    NormPlace normPlace,
    boolean embeddingNorm,
    boolean finalNorm,
    boolean headNorms,
    boolean rotary,
    boolean positionsBehindPadding,
    boolean typedTexts,
    boolean gated,
    boolean feedForwardBias,
    boolean causal) {

  /** Returns whether the norm after the last layer has a bias. */
  public boolean finalNormBias() {
    return finalNorm && norm == Norm.LAYER;
  }

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

  /** The parts of the Llama layout. */
  static final TrunkParts DECODER =
      new TrunkParts(
          Norm.RMS, NormPlace.BEFORE, false, true, false, true, false, false, true, false, true);

  /** The parts of the Qwen3 layout. */
  static final TrunkParts HEAD_NORM_DECODER =
      new TrunkParts(
          Norm.RMS, NormPlace.BEFORE, false, true, true, true, false, false, true, false, true);

  /** The parts of the GPT-2 layout. */
  static final TrunkParts LAYER_NORM_DECODER =
      new TrunkParts(
          Norm.LAYER, NormPlace.BEFORE, false, true, false, false, false, false, false, true, true);

  /** The parts of the BERT layout. */
  static final TrunkParts ENCODER =
      new TrunkParts(
          Norm.LAYER, NormPlace.AFTER, true, false, false, false, false, true, false, true, false);

  /** The parts of the DistilBERT layout. */
  static final TrunkParts UNTYPED_ENCODER =
      new TrunkParts(
          Norm.LAYER, NormPlace.AFTER, true, false, false, false, false, false, false, true, false);

  /** The parts of the RoBERTa layout. */
  static final TrunkParts ROBERTA =
      new TrunkParts(
          Norm.LAYER, NormPlace.AFTER, true, false, false, false, true, false, false, true, false);
}
