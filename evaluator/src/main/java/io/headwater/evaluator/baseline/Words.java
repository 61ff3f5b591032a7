package io.headwater.evaluator.baseline;

import java.util.Locale;
import java.util.regex.Pattern;

/** What baselines take for words: runs of letters and digits, in lower case. */
final class Words {
  private static final Pattern SEPARATOR = Pattern.compile("[^\\p{L}\\p{N}]+");

  private Words() {}

  /** Returns the words in order; the first is empty where a text begins with none. */
  static String[] of(String text) {
    return SEPARATOR.split(text.toLowerCase(Locale.ROOT));
  }
}
