package io.headwater.model;

/**
 * Whether a SPAN_EXTRACTION task may answer that a passage holds no answer, and when it does.
 *
 * @param allowed whether it may
 * @param threshold no answer is given where its score exceeds that of the best span by more
 */
public record NoAnswer(boolean allowed, double threshold) {
  /** Every passage holds an answer. */
  public static final NoAnswer NEVER = new NoAnswer(false, 0);
}
