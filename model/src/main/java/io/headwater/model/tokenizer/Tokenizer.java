package io.headwater.model.tokenizer;

/** Turns text into token ids and back; safe for use by many threads. */
public interface Tokenizer extends AutoCloseable {

  /** Returns the number of ids, reserved tokens included. */
  int vocabularySize();

  /**
   * Returns the ids of the first {@code limit} tokens of a text; never empty for a text that is not
   * blank.
   */
  int[] encode(String text, int limit);

  /** Returns the first {@code limit} tokens of a text, each with the characters it stands for. */
  TextTokens tokens(String text, int limit);

  /** Returns the text of ids; special tokens are left out. */
  String decode(int[] ids);

  /**
   * Returns the id of a special token such as {@code <|pad|>}, {@code <|end|>} or {@code
   * <|task:0|>}.
   *
   * @throws IllegalArgumentException if the vocabulary has no such token
   */
  int idOf(String token);

  /** Returns the bytes of the tokenizer's {@code tokenizer.json}. */
  byte[] json();

  @Override
  void close();
}
