package io.headwater.model.tokenizer;

import java.util.Arrays;

/**
 * The tokens of a text, each with the characters it stands for, in Unicode code points of the text.
 * A token that is part of a character stands for the whole character.
 *
 * @param ids id of each token
 * @param starts first character of each token
 * @param ends one past the last character of each token
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying would cost on the hot path
public record TextTokens(int[] ids, int[] starts, int[] ends) {

  /** Returns the number of tokens. */
  public int size() {
    return ids.length;
  }

  /** Returns the first {@code limit} tokens. */
  public TextTokens first(int limit) {
    return limit >= ids.length
        ? this
        : new TextTokens(
            Arrays.copyOf(ids, limit), Arrays.copyOf(starts, limit), Arrays.copyOf(ends, limit));
  }
}
