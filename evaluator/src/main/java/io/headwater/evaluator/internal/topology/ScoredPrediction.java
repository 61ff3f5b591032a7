package io.headwater.evaluator.internal.topology;

import io.headwater.schemas.Split;

/**
 * A prediction that was joined with its label.
 *
 * @param model name of the model
 * @param task name of the task
 * @param split split it counts towards
 * @param version version of the model
 * @param predictedAt epoch milliseconds
 * @param score how good it is
 */
public record ScoredPrediction(
    String model, String task, Split split, long version, long predictedAt, Score score) {

  /** How good a prediction is. */
  public sealed interface Score {
    /** A class against the true one. */
    record OfLabel(String truth, String prediction) implements Score {}

    /** A number against the true one. */
    record OfScore(double truth, double prediction) implements Score {}

    /** ROUGE F-measures of a text. */
    record OfText(double rouge1, double rouge2, double rougeL, double rougeLsum) implements Score {}

    /** Exact match and F1 of an answer to a question about a passage. */
    record OfAnswer(double exact, double f1) implements Score {}
  }

  /** Returns the key of the windows the prediction counts in; a task's name contains no colon. */
  String series() {
    return task + ":" + split + ":" + model;
  }
}
