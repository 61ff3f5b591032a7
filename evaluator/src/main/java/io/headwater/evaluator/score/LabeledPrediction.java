package io.headwater.evaluator.score;

import java.util.List;

/**
 * A prediction beside what it should be.
 *
 * @param prediction label, decimal number or text
 * @param references one or more, likewise; just one of a label or number
 */
public record LabeledPrediction(String prediction, List<String> references) {
  /** Copies the references. */
  public LabeledPrediction {
    references = List.copyOf(references);
  }
}
