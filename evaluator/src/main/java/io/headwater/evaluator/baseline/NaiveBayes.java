package io.headwater.evaluator.baseline;

import io.headwater.model.serving.Answer;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Multinomial naive Bayes over words with add-one smoothing, learned online; the strong baseline
 * for text classification.
 *
 * <p>Manning, Raghavan and Schütze, "Introduction to Information Retrieval" (2008), section 13.2.
 */
final class NaiveBayes implements OnlineBaseline {
  /**
   * Maximum number of words; more are neither learned nor counted, so that memory stays bounded.
   */
  private static final int MOST_WORDS = 200_000;

  /** Length of the longest word that is learned; a longer one is encoded data, not a word. */
  private static final int LONGEST_WORD = 100;

  private final Map<String, Counts> tasks = new HashMap<>();

  @Override
  public String name() {
    return Baselines.PREFIX + "naive-bayes";
  }

  @Override
  public Optional<Answer> answer(LabeledExample example) {
    Counts counts = tasks.get(example.getTask());
    return counts == null ? Optional.empty() : Optional.of(counts.answer(words(example)));
  }

  @Override
  public void learn(LabeledExample example) {
    if (example.getTarget() instanceof LabelTarget target) {
      tasks
          .computeIfAbsent(example.getTask(), task -> new Counts())
          .learn(target.getLabel(), words(example));
    }
  }

  private static String[] words(LabeledExample example) {
    String pair = example.getTextPair();
    String text = pair == null ? example.getText() : example.getText() + " " + pair;
    return Words.of(text);
  }

  private static final class Counts {
    private final List<String> labels = new ArrayList<>();
    private final Map<String, Integer> rows = new HashMap<>();
    private final Map<String, int[]> words = new HashMap<>();
    private long[] examples = new long[4];
    private long[] tokens = new long[4];
    private long total;

    void learn(String label, String[] text) {
      int row = rows.computeIfAbsent(label, this::newRow);
      examples[row]++;
      total++;
      for (String word : text) {
        int[] counts = words.get(word);
        if (counts == null) {
          if (word.isEmpty() || word.length() > LONGEST_WORD || words.size() >= MOST_WORDS) {
            continue;
          }
          counts = new int[row + 1];
          words.put(word, counts);
        } else if (counts.length <= row) {
          counts = Arrays.copyOf(counts, row + 1);
          words.put(word, counts);
        }
        counts[row]++;
        tokens[row]++;
      }
    }

    private int newRow(String label) {
      labels.add(label);
      if (labels.size() > examples.length) {
        examples = Arrays.copyOf(examples, 2 * examples.length);
        tokens = Arrays.copyOf(tokens, 2 * tokens.length);
      }
      return labels.size() - 1;
    }

    Answer answer(String[] text) {
      double[] scores = new double[labels.size()];
      double[] unseen = new double[labels.size()];
      for (int row = 0; row < scores.length; row++) {
        scores[row] = Math.log(examples[row] + 1.0) - Math.log((double) total + labels.size());
        unseen[row] = Math.log((double) tokens[row] + words.size());
      }
      for (String word : text) {
        int[] counts = words.get(word);
        if (counts == null) {
          continue; // the same factor for every label, up to their totals
        }
        for (int row = 0; row < scores.length; row++) {
          int count = row < counts.length ? counts[row] : 0;
          scores[row] += (count == 0 ? 0 : Math.log(count + 1.0)) - unseen[row];
        }
      }
      return best(scores);
    }

    private Answer best(double[] scores) {
      int best = 0;
      for (int row = 1; row < scores.length; row++) {
        if (scores[row] > scores[best]) {
          best = row;
        }
      }
      double mass = 0;
      for (double score : scores) {
        mass += Math.exp(score - scores[best]);
      }
      return new Answer.Label(labels.get(best), 1 / mass);
    }
  }
}
