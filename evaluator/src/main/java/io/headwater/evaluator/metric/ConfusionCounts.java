package io.headwater.evaluator.metric;

import java.util.Map;
import java.util.TreeMap;

/**
 * Counts how often each label was true, predicted, or both; enough for accuracy, F1 and Matthews.
 *
 * <p>The labels are those that were true or predicted at least once, as in scikit-learn. Used by
 * one thread at a time.
 */
public final class ConfusionCounts {
  private final Map<String, LabelCounts> labels = new TreeMap<>();
  private long total;
  private long correct;

  /**
   * The counts of one label.
   *
   * @param truths examples with the label
   * @param predictions examples for which the label was predicted
   * @param hits examples that have the label and for which it was predicted
   */
  public record LabelCounts(long truths, long predictions, long hits) {
    private static final LabelCounts NONE = new LabelCounts(0, 0, 0);

    /** Returns the sum of these counts and others. */
    public LabelCounts plus(LabelCounts other) {
      return new LabelCounts(
          truths + other.truths, predictions + other.predictions, hits + other.hits);
    }
  }

  /** Counts one example. */
  public void add(String truth, String prediction) {
    add(truth, prediction, 1);
  }

  /** Counts several examples with the same truth and prediction. */
  public void add(String truth, String prediction, long examples) {
    if (truth.equals(prediction)) {
      add(truth, new LabelCounts(examples, examples, examples));
    } else {
      add(truth, new LabelCounts(examples, 0, 0));
      add(prediction, new LabelCounts(0, examples, 0));
    }
  }

  /** Adds counts of a label. */
  public void add(String label, LabelCounts counts) {
    labels.merge(label, counts, LabelCounts::plus);
    total += counts.truths();
    correct += counts.hits();
  }

  /** Returns the counts of a label; zeros if it was not seen. */
  public LabelCounts of(String label) {
    return labels.getOrDefault(label, LabelCounts.NONE);
  }

  /** Returns the number of examples. */
  public long total() {
    return total;
  }

  /** Returns the share of examples that were predicted correctly; 0 if there are no examples. */
  public double accuracy() {
    return total == 0 ? 0 : (double) correct / total;
  }

  /** Returns the unweighted mean of the labels' F1; 0 if there are no labels. */
  public double macroF1() {
    return labels.values().stream().mapToDouble(ConfusionCounts::f1).average().orElse(0);
  }

  /** Returns F1 of the pooled counts; equal to accuracy when each example has one label. */
  public double microF1() {
    return f1(labels.values().stream().reduce(LabelCounts.NONE, LabelCounts::plus));
  }

  /**
   * Returns the Matthews correlation coefficient for any number of labels; 0 if it is undefined.
   *
   * <p>Gorodkin, "Comparing two K-category assignments by a K-category correlation coefficient"
   * (2004).
   */
  public double matthews() {
    double products = 0;
    double truthSquares = 0;
    double predictionSquares = 0;
    for (LabelCounts label : labels.values()) {
      products += (double) label.truths() * label.predictions();
      truthSquares += (double) label.truths() * label.truths();
      predictionSquares += (double) label.predictions() * label.predictions();
    }
    double squared = (double) total * total;
    double scale = Math.sqrt(squared - truthSquares) * Math.sqrt(squared - predictionSquares);
    return scale == 0 ? 0 : ((double) correct * total - products) / scale;
  }

  private static double f1(LabelCounts label) {
    long units = label.truths() + label.predictions();
    return units == 0 ? 0 : 2.0 * label.hits() / units;
  }
}
