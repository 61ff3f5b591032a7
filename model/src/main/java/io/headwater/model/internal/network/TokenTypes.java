package io.headwater.model.internal.network;

import io.headwater.model.ModelConfig;
import io.headwater.model.TrunkParts.Part;
import java.util.Optional;

/**
 * The token types of an encoder's input, which follow from its tokens: a token that no text can
 * spell ends each text, and what stands behind the first one is of the second type. Families that
 * do not tell texts apart use the first type alone.
 *
 * @param end the token that ends a text
 * @param last the greatest type
 */
record TokenTypes(int end, int last) {

  /** Returns the types of a trunk; empty if it has none. */
  static Optional<TokenTypes> of(ModelConfig config) {
    int last =
        config.family().parts().has(Part.TYPED_TEXTS) ? Math.min(1, config.tokenTypes() - 1) : 0;
    return config.tokenTypes() == 0
        ? Optional.empty()
        : Optional.of(new TokenTypes(config.endToken(), last));
  }

  /** Returns the type of each token of a sequence. */
  long[] types(int[] sequence) {
    long[] types = new long[sequence.length];
    int type = 0;
    for (int i = 0; i < sequence.length; i++) {
      types[i] = type;
      if (sequence[i] == end) {
        type = last;
      }
    }
    return types;
  }
}
