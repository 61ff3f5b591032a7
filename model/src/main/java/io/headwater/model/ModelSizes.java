package io.headwater.model;

/** Shapes of trunks that start from random values, with untied embeddings of unit scale. */
public final class ModelSizes {
  /** The power of two nearest 1 / 0.02, where 0.02 is the deviation that embeddings start with. */
  private static final int EMBEDDING_MULTIPLIER = 64;

  private static final double ROPE_THETA = 10_000;
  private static final double NORM_EPSILON = 1e-5;

  private ModelSizes() {}

  /** Returns 2 layers of width 128: learns within minutes on two cores. */
  public static ModelConfig tiny(int vocabularySize, int padToken, int endToken) {
    return of(128, 336, 2, 4, 512, vocabularySize, padToken, endToken);
  }

  /** Returns 4 layers of width 256. */
  public static ModelConfig small(int vocabularySize, int padToken, int endToken) {
    return of(256, 688, 4, 4, 1024, vocabularySize, padToken, endToken);
  }

  /** Returns 8 layers of width 512, 25 million parameters without the embeddings. */
  public static ModelConfig base(int vocabularySize, int padToken, int endToken) {
    return of(512, 1376, 8, 8, 2048, vocabularySize, padToken, endToken);
  }

  /**
   * Returns the shape for the name of a size.
   *
   * @throws IllegalArgumentException if the name is not tiny, small or base
   */
  public static ModelConfig named(String size, int vocabularySize, int padToken, int endToken) {
    return switch (size) {
      case "tiny" -> tiny(vocabularySize, padToken, endToken);
      case "small" -> small(vocabularySize, padToken, endToken);
      case "base" -> base(vocabularySize, padToken, endToken);
      default ->
          throw new IllegalArgumentException(
              "model size is " + size + " but must be tiny, small or base");
    };
  }

  private static ModelConfig of(
      int hidden,
      int intermediate,
      int layers,
      int heads,
      int maxPositions,
      int vocabularySize,
      int padToken,
      int endToken) {
    return new ModelConfig(
        vocabularySize,
        hidden,
        intermediate,
        layers,
        heads,
        heads,
        maxPositions,
        ROPE_THETA,
        NORM_EPSILON,
        false,
        EMBEDDING_MULTIPLIER,
        padToken,
        endToken);
  }
}
