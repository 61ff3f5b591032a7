package io.headwater.evaluator.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Splits text into words, those longer than three letters stemmed; with {@link RougeWords#LATIN} as
 * rouge_score does with {@code use_stemmer=True}.
 */
final class RougeTokenizer {
  private final boolean stemming;
  private final RougeWords words;

  RougeTokenizer(boolean stemming, RougeWords words) {
    this.stemming = stemming;
    this.words = words;
  }

  List<String> tokens(String text) {
    // lower-case first: this turns some non-ASCII letters, such as the Kelvin sign, into ASCII
    String lower = text.toLowerCase(Locale.ROOT);
    List<String> tokens = new ArrayList<>();
    int start = -1;
    int next;
    for (int i = 0; i <= lower.length(); i = next) {
      int sign = i < lower.length() ? lower.codePointAt(i) : ' ';
      next = i + Character.charCount(sign);
      boolean inside = words.isPart(sign);
      if (start >= 0 && (!inside || words.isWord(sign))) {
        String token = lower.substring(start, i);
        tokens.add(
            stemming && token.length() > 3 && isLatin(token) ? PorterStemmer.stem(token) : token);
        start = -1;
      }
      if (inside && words.isWord(sign)) {
        tokens.add(lower.substring(i, next));
      } else if (inside && start < 0) {
        start = i;
      }
    }
    return tokens;
  }

  private static boolean isLatin(String token) {
    return token.chars().allMatch(RougeWords.LATIN::isPart);
  }
}
