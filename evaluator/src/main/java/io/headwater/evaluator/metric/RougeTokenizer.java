package io.headwater.evaluator.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Splits text as rouge_score does with {@code use_stemmer=True}: runs of {@code [a-z0-9]} in the
 * lower-cased text, those longer than three letters stemmed.
 */
final class RougeTokenizer {
  private final boolean stemming;

  RougeTokenizer(boolean stemming) {
    this.stemming = stemming;
  }

  List<String> tokens(String text) {
    // lower-case first: this turns some non-ASCII letters, such as the Kelvin sign, into ASCII
    String lower = text.toLowerCase(Locale.ROOT);
    List<String> tokens = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= lower.length(); i++) {
      boolean inside = i < lower.length() && isAlphanumeric(lower.charAt(i));
      if (inside && start < 0) {
        start = i;
      } else if (!inside && start >= 0) {
        String token = lower.substring(start, i);
        tokens.add(stemming && token.length() > 3 ? PorterStemmer.stem(token) : token);
        start = -1;
      }
    }
    return tokens;
  }

  private static boolean isAlphanumeric(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
  }
}
