package io.headwater.evaluator.metric;

/**
 * Overlap of a text with a reference.
 *
 * @param precision share of the text's units that are in the reference, from 0 to 1
 * @param recall share of the reference's units that are in the text, from 0 to 1
 * @param fMeasure harmonic mean of the two; 0 where both are 0
 */
public record RougeScore(double precision, double recall, double fMeasure) {
  /** No overlap. */
  public static final RougeScore NONE = new RougeScore(0, 0, 0);

  static RougeScore of(double precision, double recall) {
    // the order of operations is rouge_score's, so that the last digit agrees
    double sum = precision + recall;
    return new RougeScore(precision, recall, sum > 0 ? 2 * precision * recall / sum : 0);
  }
}
