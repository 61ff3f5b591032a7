package io.headwater.evaluator.metric;

/**
 * The ROUGE figures of one text.
 *
 * @param rouge1 overlap of words
 * @param rouge2 overlap of word pairs
 * @param rougeL longest common subsequence
 * @param rougeLsum union of the longest common subsequences of lines
 */
public record RougeScores(
    RougeScore rouge1, RougeScore rouge2, RougeScore rougeL, RougeScore rougeLsum) {
  static final RougeScores NONE =
      new RougeScores(RougeScore.NONE, RougeScore.NONE, RougeScore.NONE, RougeScore.NONE);

  /** Returns the better score of each kind, by F-measure; on a tie, the score of this object. */
  RougeScores best(RougeScores later) {
    return new RougeScores(
        best(rouge1, later.rouge1),
        best(rouge2, later.rouge2),
        best(rougeL, later.rougeL),
        best(rougeLsum, later.rougeLsum));
  }

  private static RougeScore best(RougeScore earlier, RougeScore later) {
    return later.fMeasure() > earlier.fMeasure() ? later : earlier;
  }
}
