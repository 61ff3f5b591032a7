package io.headwater.model.tokenizer;

import java.util.Set;

/**
 * What a model that writes texts must know of the tokens of its vocabulary.
 *
 * @param special ids of the special tokens, such as {@code [MASK]}, which no text holds
 * @param continuing ids of the tokens that continue a word, such as {@code ##ing} of WordPiece;
 *     empty for vocabularies that mark the start of a word instead
 */
public record TokenKinds(Set<Integer> special, Set<Integer> continuing) {
  /** Nothing is known of any token. */
  public static final TokenKinds UNKNOWN = new TokenKinds(Set.of(), Set.of());

  /** Copies the sets. */
  public TokenKinds {
    special = Set.copyOf(special);
    continuing = Set.copyOf(continuing);
  }
}
