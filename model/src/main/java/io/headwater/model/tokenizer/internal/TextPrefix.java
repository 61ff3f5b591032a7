package io.headwater.model.tokenizer.internal;

import java.util.OptionalInt;

/** Cuts long texts, so that a text of megabytes costs no more than its first tokens. */
final class TextPrefix {
  private TextPrefix() {}

  /** Full-width punctuation marks, which stand where other scripts have spaces. */
  private static final String MARKS = "\u3001\u3002\uff01\uff0c\uff1a\uff1b\uff1f";

  /**
   * Returns the first place from {@code from} on where a text can be cut without changing the
   * tokens before it: between a letter or digit and a space or mark, since no piece spans both. An
   * apostrophe does not count as a mark, because it may belong to what follows.
   */
  static OptionalInt cutAfter(String text, int from) {
    for (int i = Math.max(1, from); i < text.length(); i++) {
      if (separates(text.charAt(i)) && Character.isLetterOrDigit(text.charAt(i - 1))) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  private static boolean separates(char c) {
    return c < 128 ? !Character.isLetterOrDigit(c) && c != '\'' : MARKS.indexOf(c) >= 0;
  }

  /**
   * Returns a text with U+FFFD in place of unpaired surrogates, which have no UTF-8 form, and of
   * U+FFFF, with which {@link TokenizerJson} hides special tokens.
   */
  static String wellFormed(String text) {
    StringBuilder repaired = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c) && c != TokenizerJson.HIDING) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
        continue;
      }
      if (repaired == null) {
        repaired = new StringBuilder(text);
      }
      repaired.setCharAt(i, '\uFFFD');
    }
    return repaired == null ? text : repaired.toString();
  }
}
