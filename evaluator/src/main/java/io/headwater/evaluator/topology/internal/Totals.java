package io.headwater.evaluator.topology.internal;

import io.headwater.evaluator.metric.ConfusionCounts;
import io.headwater.evaluator.topology.internal.ScoredPrediction.Score;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sums over the predictions of a window, and the metrics that follow; used by one thread. */
final class Totals {
  private final ConfusionCounts labels = new ConfusionCounts();
  private Sums sums = Sums.NONE;

  /**
   * All of a window but its label counts.
   *
   * @param count predictions
   * @param rouge1 sum of F-measures
   * @param rouge2 sum of F-measures
   * @param rougeL sum of F-measures
   * @param firstVersion least version
   * @param lastVersion greatest version
   * @param firstAt earliest prediction, epoch milliseconds
   * @param lastAt latest prediction, epoch milliseconds
   */
  record Sums(
      long count,
      double rouge1,
      double rouge2,
      double rougeL,
      long firstVersion,
      long lastVersion,
      long firstAt,
      long lastAt) {
    static final Sums NONE =
        new Sums(0, 0, 0, 0, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE);
  }

  Totals() {}

  /** Goes on from stored sums; label counts are added one by one. */
  Totals(Sums sums) {
    this.sums = sums;
  }

  void add(ScoredPrediction prediction) {
    double rouge1 = sums.rouge1;
    double rouge2 = sums.rouge2;
    double rougeL = sums.rougeL;
    if (prediction.score() instanceof Score.OfLabel label) {
      labels.add(label.truth(), label.prediction());
    } else if (prediction.score() instanceof Score.OfText text) {
      rouge1 += text.rouge1();
      rouge2 += text.rouge2();
      rougeL += text.rougeL();
    }
    sums =
        new Sums(
            sums.count + 1,
            rouge1,
            rouge2,
            rougeL,
            Math.min(sums.firstVersion, prediction.version()),
            Math.max(sums.lastVersion, prediction.version()),
            Math.min(sums.firstAt, prediction.predictedAt()),
            Math.max(sums.lastAt, prediction.predictedAt()));
  }

  ConfusionCounts labels() {
    return labels;
  }

  Sums sums() {
    return sums;
  }

  /** Returns the metrics by name; a task whose targets change type is measured by its labels. */
  Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    if (labels.total() > 0) {
      metrics.put("accuracy", labels.accuracy());
      metrics.put("macroF1", labels.macroF1());
      metrics.put("microF1", labels.microF1());
      metrics.put("matthews", labels.matthews());
    } else if (sums.count > 0) {
      metrics.put("rouge1", sums.rouge1 / sums.count);
      metrics.put("rouge2", sums.rouge2 / sums.count);
      metrics.put("rougeL", sums.rougeL / sums.count);
    }
    return metrics;
  }
}
