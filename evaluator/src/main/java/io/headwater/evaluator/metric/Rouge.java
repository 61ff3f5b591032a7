package io.headwater.evaluator.metric;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * ROUGE-1, ROUGE-2, ROUGE-L and ROUGE-Lsum, equal to Google's rouge_score to the last digit.
 *
 * <p>Lin, "ROUGE: A Package for Automatic Evaluation of Summaries" (2004). Safe for use by many
 * threads.
 */
public final class Rouge {
  private final RougeTokenizer tokenizer;

  /**
   * Makes a scorer that stems words or leaves them as they are.
   *
   * @param stemming whether words are stemmed, as with {@code use_stemmer=True}
   */
  public Rouge(boolean stemming) {
    this(stemming, RougeWords.LATIN);
  }

  /**
   * Makes a scorer of words in any script, or as rouge_score has them.
   *
   * @param stemming whether words of {@code [a-z0-9]} are stemmed
   */
  public Rouge(boolean stemming, RougeWords words) {
    this.tokenizer = new RougeTokenizer(stemming, words);
  }

  /** Returns whether a text has signs but no words, so that nothing of it is ever found. */
  public boolean isBlindTo(String text) {
    return !text.isBlank() && tokenizer.tokens(text).isEmpty();
  }

  /**
   * Scores a text against several references; each kind of score comes from the reference with the
   * best F-measure for it.
   *
   * @throws IllegalArgumentException if there is no reference
   */
  public RougeScores score(List<String> references, String text) {
    if (references.isEmpty()) {
      throw new IllegalArgumentException("references are empty but at least one is needed");
    }
    Tokens candidate = tokens(text);
    RougeScores best = RougeScores.NONE;
    for (String reference : references) {
      best = best.best(score(tokens(reference), candidate));
    }
    return best;
  }

  /** The words of a text, and the words of each non-empty line. */
  private record Tokens(List<String> words, List<List<String>> lines) {}

  private Tokens tokens(String text) {
    List<String> words = tokenizer.tokens(text);
    if (text.indexOf('\n') < 0) {
      return new Tokens(words, List.of(words));
    }
    return new Tokens(
        words,
        Arrays.stream(text.split("\n", -1))
            .filter(line -> !line.isEmpty())
            .map(tokenizer::tokens)
            .toList());
  }

  private static RougeScores score(Tokens reference, Tokens candidate) {
    RougeScore rougeL = commonSubsequence(reference.words, candidate.words);
    return new RougeScores(
        ngrams(reference.words, candidate.words, 1),
        ngrams(reference.words, candidate.words, 2),
        rougeL,
        reference.lines.size() == 1 && candidate.lines.size() == 1
            ? rougeL // equals the union when each side has one line
            : LineUnion.score(reference.lines, candidate.lines));
  }

  private static RougeScore ngrams(List<String> reference, List<String> candidate, int n) {
    Map<List<String>, Integer> open = new HashMap<>();
    int wanted = Math.max(reference.size() - n + 1, 0);
    for (int i = 0; i < wanted; i++) {
      open.merge(reference.subList(i, i + n), 1, Integer::sum);
    }
    int produced = Math.max(candidate.size() - n + 1, 0);
    int common = 0;
    for (int i = 0; i < produced; i++) {
      List<String> ngram = candidate.subList(i, i + n);
      int left = open.getOrDefault(ngram, 0);
      if (left > 0) {
        open.put(ngram, left - 1);
        common++;
      }
    }
    return RougeScore.of(
        (double) common / Math.max(produced, 1), (double) common / Math.max(wanted, 1));
  }

  private static RougeScore commonSubsequence(List<String> reference, List<String> candidate) {
    if (reference.isEmpty() || candidate.isEmpty()) {
      return RougeScore.NONE;
    }
    int length = longestCommonSubsequence(reference, candidate);
    return RougeScore.of((double) length / candidate.size(), (double) length / reference.size());
  }

  private static int longestCommonSubsequence(List<String> reference, List<String> candidate) {
    int[] above = new int[candidate.size() + 1];
    int[] row = new int[candidate.size() + 1];
    for (String wanted : reference) {
      for (int j = 1; j < row.length; j++) {
        row[j] =
            wanted.equals(candidate.get(j - 1)) ? above[j - 1] + 1 : Math.max(above[j], row[j - 1]);
      }
      int[] swap = above;
      above = row;
      row = swap;
      Arrays.fill(row, 0);
    }
    return above[above.length - 1];
  }
}
