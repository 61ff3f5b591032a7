package io.headwater.evaluator.internal.topology;

import io.headwater.evaluator.internal.topology.ScoredPrediction.Score;
import io.headwater.evaluator.metric.ConfusionCounts;
import io.headwater.evaluator.metric.ScoreMoments;
import io.headwater.evaluator.metric.Spearman;
import io.headwater.schemas.contract.MetricNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Sums over the predictions of a window, and the metrics computed from them; used by one thread.
 */
final class Totals {
  private final ConfusionCounts labels = new ConfusionCounts();
  private final Optional<List<Score.OfScore>> ranked;
  private Sums sums;

  /**
   * All sums of a window except its label counts.
   *
   * @param count predictions
   * @param texts sums over texts
   * @param answers sums over answers about passages
   * @param scores sums over scores
   * @param firstVersion least version
   * @param lastVersion greatest version
   * @param firstAt earliest prediction, epoch milliseconds
   * @param lastAt latest prediction, epoch milliseconds
   */
  record Sums(
      long count,
      TextSums texts,
      AnswerSums answers,
      ScoreMoments scores,
      long firstVersion,
      long lastVersion,
      long firstAt,
      long lastAt) {
    static final Sums NONE =
        new Sums(
            0,
            TextSums.NONE,
            AnswerSums.NONE,
            ScoreMoments.NONE,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            Long.MIN_VALUE);

    Sums plus(ScoredPrediction prediction) {
      return new Sums(
          count + 1,
          prediction.score() instanceof Score.OfText text ? texts.plus(text) : texts,
          prediction.score() instanceof Score.OfAnswer answer ? answers.plus(answer) : answers,
          prediction.score() instanceof Score.OfScore score
              ? scores.plus(score.truth(), score.prediction())
              : scores,
          Math.min(firstVersion, prediction.version()),
          Math.max(lastVersion, prediction.version()),
          Math.min(firstAt, prediction.predictedAt()),
          Math.max(lastAt, prediction.predictedAt()));
    }
  }

  /** Number of texts and sums of their F-measures. */
  record TextSums(long count, double rouge1, double rouge2, double rougeL, double rougeLsum) {
    static final TextSums NONE = new TextSums(0, 0, 0, 0, 0);

    TextSums plus(Score.OfText text) {
      return new TextSums(
          count + 1,
          rouge1 + text.rouge1(),
          rouge2 + text.rouge2(),
          rougeL + text.rougeL(),
          rougeLsum + text.rougeLsum());
    }
  }

  /** Number of answers about passages and sums of their measures. */
  record AnswerSums(long count, double exact, double f1) {
    static final AnswerSums NONE = new AnswerSums(0, 0, 0);

    AnswerSums plus(Score.OfAnswer answer) {
      return new AnswerSums(count + 1, exact + answer.exact(), f1 + answer.f1());
    }
  }

  /** Makes totals from stored sums; the caller adds the label counts one by one. */
  Totals(Sums sums) {
    this(sums, Optional.empty());
  }

  private Totals(Sums sums, Optional<List<Score.OfScore>> ranked) {
    this.sums = sums;
    this.ranked = ranked;
  }

  /** Returns empty totals that also keep each score, which ranks need. */
  static Totals withRanks() {
    return new Totals(Sums.NONE, Optional.of(new ArrayList<>()));
  }

  void add(ScoredPrediction prediction) {
    sums = sums.plus(prediction);
    if (prediction.score() instanceof Score.OfLabel label) {
      labels.add(label.truth(), label.prediction());
    } else if (prediction.score() instanceof Score.OfScore score) {
      ranked.ifPresent(scores -> scores.add(score));
    }
  }

  ConfusionCounts labels() {
    return labels;
  }

  Sums sums() {
    return sums;
  }

  /**
   * Returns the metrics that have a value, by name; if the targets have several types, labels take
   * precedence over scores, scores over texts, and texts over answers about passages.
   */
  Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    if (labels.total() > 0) {
      metrics.put(MetricNames.ACCURACY, labels.accuracy());
      metrics.put(MetricNames.MACRO_F1, labels.macroF1());
      metrics.put(MetricNames.MICRO_F1, labels.microF1());
      metrics.put(MetricNames.MATTHEWS, labels.matthews());
    } else if (sums.scores.count() > 0) {
      put(metrics, MetricNames.PEARSON, sums.scores.pearson());
      put(metrics, MetricNames.SPEARMAN, spearman());
      put(metrics, MetricNames.MSE, sums.scores.meanSquaredError());
      put(metrics, MetricNames.MAE, sums.scores.meanAbsoluteError());
    } else if (sums.texts.count > 0) {
      TextSums texts = sums.texts;
      metrics.put(MetricNames.ROUGE_1, texts.rouge1 / texts.count);
      metrics.put(MetricNames.ROUGE_2, texts.rouge2 / texts.count);
      metrics.put(MetricNames.ROUGE_L, texts.rougeL / texts.count);
      metrics.put(MetricNames.ROUGE_L_SUM, texts.rougeLsum / texts.count);
    } else if (sums.answers.count > 0) {
      metrics.put(MetricNames.F1, sums.answers.f1 / sums.answers.count);
      metrics.put(MetricNames.EXACT_MATCH, sums.answers.exact / sums.answers.count);
    }
    return metrics;
  }

  private OptionalDouble spearman() {
    return ranked
        .map(
            scores ->
                Spearman.of(
                    scores.stream().mapToDouble(Score.OfScore::truth).toArray(),
                    scores.stream().mapToDouble(Score.OfScore::prediction).toArray()))
        .orElse(OptionalDouble.empty());
  }

  private static void put(Map<String, Double> metrics, String name, OptionalDouble value) {
    value.ifPresent(known -> metrics.put(name, known));
  }
}
