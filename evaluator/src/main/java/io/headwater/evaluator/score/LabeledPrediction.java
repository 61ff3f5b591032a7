package io.headwater.evaluator.score;

import java.util.List;

/**
 * A prediction and its references.
 *
 * @param prediction label, decimal number or text
 * @param references one or more references of the same type; exactly one for a label or a number
 */
public record LabeledPrediction(String prediction, List<String> references) {
  /** Copies the references. */
  public LabeledPrediction {
    references = List.copyOf(references);
  }
}
