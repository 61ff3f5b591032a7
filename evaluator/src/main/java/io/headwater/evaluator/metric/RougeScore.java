package io.headwater.evaluator.metric;

/**
 * Overlap of a text with a reference.
 *
 * @param precision share of the text's units that are in the reference, from 0 to 1
 * @param recall share of the reference's units that are in the text, from 0 to 1
 * @param fMeasure harmonic mean of the two; 0 if both are 0
 */
public record RougeScore(double precision, double recall, double fMeasure) {
  /** No overlap. */
  public static final RougeScore NONE = new RougeScore(0, 0, 0);

  static RougeScore of(double precision, double recall) {
    // same order of operations as rouge_score, so that results agree to the last digit
    double sum = precision + recall;
    return new RougeScore(precision, recall, sum > 0 ? 2 * precision * recall / sum : 0);
  }
}
