package io.headwater.model.serving;

import io.headwater.model.tokenizer.TextTokens;

/**
 * A text in a model's input.
 *
 * @param text the text
 * @param tokens those of its tokens that the input holds
 * @param first place of the first of them in the input
 */
record PlacedText(String text, TextTokens tokens, int first) {

  /** Returns whether a place of the input is that of a token of this text. */
  boolean holds(int place) {
    return place >= first && place < first + tokens.size();
  }

  /** Returns the id at a place. */
  int token(int place) {
    return tokens.ids()[place - first];
  }

  /**
   * Returns the characters from the token at one place to that at another, with single spaces in
   * place of white space.
   */
  String characters(int from, int to) {
    int start = text.offsetByCodePoints(0, tokens.starts()[from - first]);
    int end = text.offsetByCodePoints(0, tokens.ends()[to - first]);
    return text.substring(start, end).strip().replaceAll("\\s+", " ");
  }
}
