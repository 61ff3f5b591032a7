package io.headwater.evaluator.metric;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * ROUGE-Lsum: each line of the reference takes the union of its longest common subsequences with
 * the lines of the text, and no word counts more often than it occurs on either side.
 *
 * <p>Lin, "ROUGE" (2004), section 3.2; the choice among several longest subsequences and the
 * clipping are those of rouge_score.
 */
final class LineUnion {
  private LineUnion() {}

  static RougeScore score(List<List<String>> reference, List<List<String>> candidate) {
    int wanted = reference.stream().mapToInt(List::size).sum();
    int produced = candidate.stream().mapToInt(List::size).sum();
    if (wanted == 0 || produced == 0) {
      return RougeScore.NONE;
    }
    // the reference's own counts need no clipping: each of its words is visited once
    Map<String, Integer> open = new HashMap<>();
    candidate.forEach(line -> line.forEach(word -> open.merge(word, 1, Integer::sum)));
    int hits = 0;
    for (List<String> line : reference) {
      BitSet union = new BitSet(line.size());
      candidate.forEach(other -> mark(union, line, other));
      for (int i = union.nextSetBit(0); i >= 0; i = union.nextSetBit(i + 1)) {
        if (open.merge(line.get(i), -1, Integer::sum) >= 0) {
          hits++;
        }
      }
    }
    return RougeScore.of((double) hits / produced, (double) hits / wanted);
  }

  /** Marks the words of a line that are in its longest common subsequence with another. */
  private static void mark(BitSet marked, List<String> line, List<String> other) {
    int[][] lengths = new int[line.size() + 1][other.size() + 1];
    for (int i = 1; i <= line.size(); i++) {
      for (int j = 1; j <= other.size(); j++) {
        lengths[i][j] =
            line.get(i - 1).equals(other.get(j - 1))
                ? lengths[i - 1][j - 1] + 1
                : Math.max(lengths[i - 1][j], lengths[i][j - 1]);
      }
    }
    int i = line.size();
    int j = other.size();
    while (i > 0 && j > 0) {
      if (line.get(i - 1).equals(other.get(j - 1))) {
        marked.set(--i);
        j--;
      } else if (lengths[i][j - 1] > lengths[i - 1][j]) {
        j--;
      } else {
        i--;
      }
    }
  }
}
