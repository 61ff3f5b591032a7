package io.headwater.evaluator.metric;

import java.lang.Character.UnicodeScript;
import java.util.Set;

/** What ROUGE takes for words. */
public enum RougeWords {
  /** Runs of {@code [a-z0-9]} in lower case, as rouge_score has it; other scripts are nothing. */
  LATIN,

  /**
   * Runs of letters and digits of any script; where a script puts no spaces between words, each
   * sign.
   */
  UNICODE;

  private static final Set<UnicodeScript> WITHOUT_SPACES =
      Set.of(
          UnicodeScript.HAN,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.THAI,
          UnicodeScript.LAO,
          UnicodeScript.KHMER,
          UnicodeScript.MYANMAR);

  /** Returns whether a sign of a text in lower case is part of a word. */
  boolean isPart(int sign) {
    if (sign < 0x80 || this == LATIN) {
      return (sign >= 'a' && sign <= 'z') || (sign >= '0' && sign <= '9');
    }
    int type = Character.getType(sign);
    return Character.isLetterOrDigit(sign)
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }

  /** Returns whether a part of a word is a word of its own. */
  boolean isWord(int sign) {
    return this == UNICODE && sign >= 0x80 && WITHOUT_SPACES.contains(UnicodeScript.of(sign));
  }
}
