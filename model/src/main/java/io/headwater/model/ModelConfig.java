package io.headwater.model;

import io.headwater.model.TrunkFamily.AttentionBias;
import java.util.Optional;

/**
 * Shape of the trunk, a transformer of the layout of its family.
 *
 * @param vocabularySize rows of the embedding, reserved tokens included
 * @param hiddenSize width of the residual stream
 * @param intermediateSize width of the feed-forward part
 * @param layers number of blocks
 * @param heads number of query heads
 * @param keyValueHeads number of key and value heads, a divisor of {@code heads}
 * @param headSize width of one head, even
 * @param maxPositions longest sequence, in tokens
 * @param rotary how queries and keys are rotated by their positions; empty where the family learns
 *     an embedding of positions instead
 * @param normEpsilon epsilon of every norm
 * @param tiedEmbedding whether the output embedding is the input embedding
 * @param embeddingMultiplier factor on the embedding's output, a power of two so that it folds
 *     exactly into the exported embedding; 1 if the weights come from elsewhere
 * @param padToken id of the padding token
 * @param endToken id of the token that ends a generated text; of an encoder, that which ends each
 *     text of an input
 * @param family the family the trunk is exported as
 * @param attentionBias which projections of the attention have a bias
 * @param activation activation of the feed-forward part
 * @param tokenTypes number of token types, 0 for none; the first text of an input is of the first
 *     type, the second of the second where the family tells them apart
 * @param pooling which states labels and scores are read from; {@link Pooling#LAST} for a causal
 *     trunk
 */
public record ModelConfig(
    int vocabularySize,
    int hiddenSize,
    int intermediateSize,
    int layers,
    int heads,
    int keyValueHeads,
    int headSize,
    int maxPositions,
    Optional<RotaryPositions> rotary,
    double normEpsilon,
    boolean tiedEmbedding,
    int embeddingMultiplier,
    int padToken,
    int endToken,
    TrunkFamily family,
    AttentionBias attentionBias,
    Activation activation,
    int tokenTypes,
    Pooling pooling) {

  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if a number contradicts another or is out of range
   */
  public ModelConfig {
    require(vocabularySize > 0, "vocabularySize", vocabularySize, "at least 1");
    require(layers > 0, "layers", layers, "at least 1");
    require(heads > 0, "heads", heads, "at least 1");
    require(hiddenSize > 0, "hiddenSize", hiddenSize, "at least 1");
    require(headSize > 0 && headSize % 2 == 0, "headSize", headSize, "even and at least 2");
    require(intermediateSize > 0, "intermediateSize", intermediateSize, "at least 1");
    require(
        keyValueHeads > 0 && heads % keyValueHeads == 0,
        "keyValueHeads",
        keyValueHeads,
        "a divisor of heads (" + heads + ")");
    require(maxPositions > 0, "maxPositions", maxPositions, "at least 1");
    require(
        Integer.bitCount(embeddingMultiplier) == 1 && embeddingMultiplier > 0,
        "embeddingMultiplier",
        embeddingMultiplier,
        "a power of two");
    require(
        padToken >= 0 && padToken < vocabularySize, "padToken", padToken, "within the vocabulary");
    require(
        endToken >= 0 && endToken < vocabularySize, "endToken", endToken, "within the vocabulary");
    require(tokenTypes >= 0, "tokenTypes", tokenTypes, "at least 0");
    if (!family.biases().contains(attentionBias)) {
      throw new IllegalArgumentException(
          "attentionBias is %s but must be one of %s for %s"
              .formatted(attentionBias, family.biases(), family));
    }
    if (family.parts().has(TrunkParts.Part.ROTARY) != rotary.isPresent()) {
      throw new IllegalArgumentException(
          "rotary is %s but must be %s for %s"
              .formatted(
                  rotary,
                  family.parts().has(TrunkParts.Part.ROTARY) ? "present" : "empty",
                  family));
    }
    if (family.isCausal() && pooling != Pooling.LAST) {
      throw new IllegalArgumentException(
          "pooling is %s but must be LAST for %s, which is causal".formatted(pooling, family));
    }
  }

  /** Makes the shape of a trunk of the Llama layout. */
  public ModelConfig(
      int vocabularySize,
      int hiddenSize,
      int intermediateSize,
      int layers,
      int heads,
      int keyValueHeads,
      int headSize,
      int maxPositions,
      RotaryPositions rotary,
      double normEpsilon,
      boolean tiedEmbedding,
      int embeddingMultiplier,
      int padToken,
      int endToken,
      TrunkFamily family,
      AttentionBias attentionBias) {
    this(
        vocabularySize,
        hiddenSize,
        intermediateSize,
        layers,
        heads,
        keyValueHeads,
        headSize,
        maxPositions,
        Optional.of(rotary),
        normEpsilon,
        tiedEmbedding,
        embeddingMultiplier,
        padToken,
        endToken,
        family,
        attentionBias,
        Activation.SILU,
        0,
        Pooling.LAST);
  }

  /**
   * Makes the shape of a Llama trunk without biases and with heads of {@code hiddenSize / heads}
   * elements.
   */
  public ModelConfig(
      int vocabularySize,
      int hiddenSize,
      int intermediateSize,
      int layers,
      int heads,
      int keyValueHeads,
      int maxPositions,
      double ropeTheta,
      double normEpsilon,
      boolean tiedEmbedding,
      int embeddingMultiplier,
      int padToken,
      int endToken) {
    this(
        vocabularySize,
        hiddenSize,
        intermediateSize,
        layers,
        heads,
        keyValueHeads,
        hiddenSize / heads,
        maxPositions,
        RotaryPositions.unscaled(ropeTheta),
        normEpsilon,
        tiedEmbedding,
        embeddingMultiplier,
        padToken,
        endToken,
        TrunkFamily.LLAMA,
        AttentionBias.NONE);
  }

  /** Returns the same shape with another vocabulary. */
  public ModelConfig withVocabulary(int size, int pad, int end) {
    return new ModelConfig(
        size,
        hiddenSize,
        intermediateSize,
        layers,
        heads,
        keyValueHeads,
        headSize,
        maxPositions,
        rotary,
        normEpsilon,
        tiedEmbedding,
        embeddingMultiplier,
        pad,
        end,
        family,
        attentionBias,
        activation,
        tokenTypes,
        pooling);
  }

  /** Returns the number of the position that the first token of an input has. */
  public int firstPosition() {
    return family.parts().has(TrunkParts.Part.POSITIONS_BEHIND_PADDING) ? padToken + 1 : 0;
  }

  /** Returns the same shape with another pooling. */
  public ModelConfig withPooling(Pooling other) {
    return with(layers, other);
  }

  /** Returns the same shape with another number of layers. */
  public ModelConfig withLayers(int other) {
    return with(other, pooling);
  }

  private ModelConfig with(int otherLayers, Pooling otherPooling) {
    return new ModelConfig(
        vocabularySize,
        hiddenSize,
        intermediateSize,
        otherLayers,
        heads,
        keyValueHeads,
        headSize,
        maxPositions,
        rotary,
        normEpsilon,
        tiedEmbedding,
        embeddingMultiplier,
        padToken,
        endToken,
        family,
        attentionBias,
        activation,
        tokenTypes,
        otherPooling);
  }

  private static void require(boolean holds, String name, int value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + value + " but must be " + allowed);
    }
  }
}
