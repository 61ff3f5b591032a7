package io.headwater.model;

/**
 * Shape of the trunk, a decoder-only transformer of the Llama family.
 *
 * @param vocabularySize rows of the embedding, reserved tokens included
 * @param hiddenSize width of the residual stream, a multiple of {@code heads}
 * @param intermediateSize width of the SwiGLU layer
 * @param layers number of blocks
 * @param heads number of query heads
 * @param keyValueHeads number of key and value heads, a divisor of {@code heads}
 * @param maxPositions longest sequence, in tokens
 * @param ropeTheta base of the rotary positions
 * @param normEpsilon epsilon of RMSNorm
 * @param tiedEmbedding whether the output embedding is the input embedding
 * @param embeddingMultiplier factor on the embedding's output, a power of two so that it folds
 *     exactly into the exported embedding; 1 where the weights came from elsewhere
 * @param padToken id of the padding token
 * @param endToken id of the token that ends a generated text
 */
public record ModelConfig(
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

  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if a number contradicts another or is out of range
   */
  public ModelConfig {
    require(vocabularySize > 0, "vocabularySize", vocabularySize, "at least 1");
    require(layers > 0, "layers", layers, "at least 1");
    require(heads > 0, "heads", heads, "at least 1");
    require(
        hiddenSize > 0 && hiddenSize % heads == 0 && hiddenSize / heads % 2 == 0,
        "hiddenSize",
        hiddenSize,
        "an even multiple of heads (" + heads + ")");
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
  }

  /** Returns the width of one head. */
  public int headSize() {
    return hiddenSize / heads;
  }

  private static void require(boolean holds, String name, int value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + value + " but must be " + allowed);
    }
  }
}
