package io.headwater.evaluator.metric;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/**
 * How well an answer agrees with one of several references, computed as in SQuAD's evaluation
 * script (2.0).
 *
 * <p>Case, ASCII punctuation, English articles and white space do not count; two texts that consist
 * of nothing else agree. Rajpurkar et al., "SQuAD: 100,000+ Questions for Machine Comprehension of
 * Text" (2016).
 *
 * @param exact 1 if the answer equals a reference, else 0
 * @param f1 greatest harmonic mean of precision and recall of words, from 0 to 1
 */
public record AnswerMatch(double exact, double f1) {
  private static final Pattern PUNCTUATION = Pattern.compile("[!-/:-@\\[-`{-~]");
  private static final Pattern ARTICLE =
      Pattern.compile("\\b(a|an|the)\\b", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

  /**
   * Compares an answer with its references.
   *
   * @throws IllegalArgumentException if there is no reference
   */
  public static AnswerMatch of(List<String> references, String answer) {
    if (references.isEmpty()) {
      throw new IllegalArgumentException("references are empty but at least one is needed");
    }
    String given = normalised(answer);
    List<String> wanted = references.stream().map(AnswerMatch::normalised).toList();
    return new AnswerMatch(
        wanted.contains(given) ? 1 : 0, greatest(wanted, one -> f1(words(one), words(given))));
  }

  private static double greatest(List<String> wanted, ToDoubleFunction<String> score) {
    return wanted.stream().mapToDouble(score).max().orElseThrow();
  }

  private static double f1(List<String> reference, List<String> answer) {
    if (reference.isEmpty() || answer.isEmpty()) {
      return reference.equals(answer) ? 1 : 0;
    }
    Map<String, Integer> open = new HashMap<>();
    reference.forEach(word -> open.merge(word, 1, Integer::sum));
    long common = answer.stream().filter(word -> open.merge(word, -1, Integer::sum) >= 0).count();
    if (common == 0) {
      return 0;
    }
    // same order of operations as the script, so that results agree to the last digit
    double precision = (double) common / answer.size();
    double recall = (double) common / reference.size();
    return 2 * precision * recall / (precision + recall);
  }

  private static List<String> words(String normalised) {
    return normalised.isEmpty() ? List.of() : List.of(normalised.split(" "));
  }

  private static String normalised(String text) {
    String bare = PUNCTUATION.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("");
    return SPACE.matcher(ARTICLE.matcher(bare).replaceAll(" ")).replaceAll(" ").strip();
  }
}
