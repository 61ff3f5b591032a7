package io.headwater.schemas.contract;

import io.headwater.schemas.TaskKind;
import java.util.List;

/** The metrics of each kind of task, by the names they have in specifications and on topics. */
public final class MetricNames {
  /** Share of examples whose label was right. */
  public static final String ACCURACY = "accuracy";

  /** Unweighted mean of the labels' F1. */
  public static final String MACRO_F1 = "macroF1";

  /** F1 of the pooled counts of all labels. */
  public static final String MICRO_F1 = "microF1";

  /** Matthews correlation coefficient. */
  public static final String MATTHEWS = "matthews";

  /** Pearson's correlation of scores. */
  public static final String PEARSON = "pearson";

  /** Spearman's rank correlation of scores. */
  public static final String SPEARMAN = "spearman";

  /** Mean squared error of scores. */
  public static final String MSE = "mse";

  /** Mean absolute error of scores. */
  public static final String MAE = "mae";

  /** Mean F-measure of common words. */
  public static final String ROUGE_1 = "rouge1";

  /** Mean F-measure of common word pairs. */
  public static final String ROUGE_2 = "rouge2";

  /** Mean F-measure of the longest common subsequence. */
  public static final String ROUGE_L = "rougeL";

  /** Mean F-measure of the longest common subsequences of lines. */
  public static final String ROUGE_L_SUM = "rougeLsum";

  /** Share of answers that equal a reference, as SQuAD compares them. */
  public static final String EXACT_MATCH = "exactMatch";

  /** Mean F1 of common words, as SQuAD counts them. */
  public static final String F1 = "f1";

  private MetricNames() {}

  /** Returns every metric that a task of a kind may name; the headline metric first. */
  public static List<String> of(TaskKind kind) {
    return switch (kind) {
      case CLASSIFICATION -> List.of(ACCURACY, MACRO_F1, MICRO_F1, MATTHEWS);
      case REGRESSION -> List.of(PEARSON, SPEARMAN, MSE, MAE);
      case SUMMARIZATION -> List.of(ROUGE_L, ROUGE_1, ROUGE_2, ROUGE_L_SUM);
      case SPAN_EXTRACTION -> List.of(F1, EXACT_MATCH);
    };
  }

  /** Returns the metrics of a task whose specification names none; the headline metric first. */
  public static List<String> usual(TaskKind kind) {
    return of(kind).stream().filter(name -> !name.equals(ROUGE_L_SUM)).toList();
  }

  /** Returns the headline metric, for places with room for only one. */
  public static String headline(TaskKind kind) {
    return of(kind).get(0);
  }
}
