package io.headwater.model.serving;

import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.ScoreTarget;
import io.headwater.schemas.Span;
import io.headwater.schemas.SpansTarget;
import java.util.List;

/** Writes a model's answer into a prediction. */
public final class PredictionOutput {
  private PredictionOutput() {}

  /** Sets output, probability and the most probable labels; returns {@code prediction}. */
  public static Prediction.Builder set(Prediction.Builder prediction, Answer answer) {
    if (answer instanceof Answer.Label label) {
      prediction
          .setOutput(new LabelTarget(label.label()))
          .setProbability(label.probability())
          .setTopLabels(label.top());
    } else if (answer instanceof Answer.Score score) {
      prediction.setOutput(new ScoreTarget(score.score()));
    } else if (answer instanceof Answer.Text text) {
      prediction.setOutput(new ReferencesTarget(List.of(text.text())));
    } else if (answer instanceof Answer.Span span) {
      prediction.setOutput(
          new SpansTarget(List.of(new Span(span.start(), span.end(), span.text()))));
    } else if (answer instanceof Answer.NoSpan) {
      prediction.setOutput(new SpansTarget(List.of()));
    }
    return prediction;
  }
}
