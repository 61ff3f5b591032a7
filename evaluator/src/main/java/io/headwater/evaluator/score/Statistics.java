package io.headwater.evaluator.score;

import io.headwater.evaluator.metric.AnswerMatch;
import io.headwater.evaluator.metric.Bootstrap.Statistic;
import io.headwater.evaluator.metric.ConfusionCounts;
import io.headwater.evaluator.metric.Rouge;
import io.headwater.evaluator.metric.RougeScore;
import io.headwater.evaluator.metric.RougeScores;
import io.headwater.evaluator.metric.ScoreMoments;
import io.headwater.evaluator.metric.Spearman;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.contract.MetricNames;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The metrics of rows, as functions of the rows that are counted. */
public final class Statistics {
  private Statistics() {}

  /**
   * Returns every metric of a kind of task, by name.
   *
   * @param rows predictions and references for that kind of task
   * @param rouge scorer for summaries
   */
  public static Map<String, Statistic> of(
      TaskKind kind, List<LabeledPrediction> rows, Rouge rouge) {
    return switch (kind) {
      case CLASSIFICATION -> ofLabels(rows);
      case REGRESSION -> ofScores(rows);
      case SUMMARIZATION -> ofTexts(rows, rouge);
      case SPAN_EXTRACTION -> ofAnswers(rows);
    };
  }

  private static Map<String, Statistic> ofLabels(List<LabeledPrediction> rows) {
    Map<LabeledPrediction, Integer> cells = new HashMap<>();
    int[] cellOf =
        rows.stream().mapToInt(row -> cells.computeIfAbsent(row, r -> cells.size())).toArray();
    Function<ToDoubleFunction<ConfusionCounts>, Statistic> of =
        metric ->
            examples -> {
              long[] counted = new long[cells.size()];
              for (int example : examples) {
                counted[cellOf[example]]++;
              }
              ConfusionCounts counts = new ConfusionCounts();
              cells.forEach(
                  (row, cell) -> {
                    if (counted[cell] > 0) {
                      counts.add(row.references().get(0), row.prediction(), counted[cell]);
                    }
                  });
              return OptionalDouble.of(metric.applyAsDouble(counts));
            };
    return Map.of(
        MetricNames.ACCURACY, of.apply(ConfusionCounts::accuracy),
        MetricNames.MACRO_F1, of.apply(ConfusionCounts::macroF1),
        MetricNames.MICRO_F1, of.apply(ConfusionCounts::microF1),
        MetricNames.MATTHEWS, of.apply(ConfusionCounts::matthews));
  }

  private static Map<String, Statistic> ofScores(List<LabeledPrediction> rows) {
    double[] truths =
        rows.stream().mapToDouble(row -> Double.parseDouble(row.references().get(0))).toArray();
    double[] predictions =
        rows.stream().mapToDouble(row -> Double.parseDouble(row.prediction())).toArray();
    Function<Function<ScoreMoments, OptionalDouble>, Statistic> of =
        metric ->
            examples ->
                metric.apply(ScoreMoments.of(pick(truths, examples), pick(predictions, examples)));
    return Map.of(
        MetricNames.PEARSON, of.apply(ScoreMoments::pearson),
        MetricNames.SPEARMAN,
            examples -> Spearman.of(pick(truths, examples), pick(predictions, examples)),
        MetricNames.MSE, of.apply(ScoreMoments::meanSquaredError),
        MetricNames.MAE, of.apply(ScoreMoments::meanAbsoluteError));
  }

  private static double[] pick(double[] values, int[] examples) {
    return Arrays.stream(examples).mapToDouble(example -> values[example]).toArray();
  }

  private static Map<String, Statistic> ofTexts(List<LabeledPrediction> rows, Rouge rouge) {
    List<RougeScores> scores =
        rows.stream().map(row -> rouge.score(row.references(), row.prediction())).toList();
    Function<Function<RougeScores, RougeScore>, Statistic> of =
        metric -> mean(scores, one -> metric.apply(one).fMeasure());
    return Map.of(
        MetricNames.ROUGE_1, of.apply(RougeScores::rouge1),
        MetricNames.ROUGE_2, of.apply(RougeScores::rouge2),
        MetricNames.ROUGE_L, of.apply(RougeScores::rougeL),
        MetricNames.ROUGE_L_SUM, of.apply(RougeScores::rougeLsum));
  }

  private static Map<String, Statistic> ofAnswers(List<LabeledPrediction> rows) {
    List<AnswerMatch> matches =
        rows.stream().map(row -> AnswerMatch.of(row.references(), row.prediction())).toList();
    return Map.of(
        MetricNames.F1, mean(matches, AnswerMatch::f1),
        MetricNames.EXACT_MATCH, mean(matches, AnswerMatch::exact));
  }

  private static <T> Statistic mean(List<T> scores, ToDoubleFunction<T> value) {
    return Statistic.mean(scores.stream().mapToDouble(value).toArray());
  }
}
