package io.headwater.model.internal.inference;

import io.headwater.model.PassagePlaces;
import io.headwater.model.TokenSpan;
import io.headwater.model.inference.SpanScore;
import java.util.List;

/** Finds the best span among the logits of starts and ends. */
final class BestSpan {
  private BestSpan() {}

  /**
   * Returns the span whose start's and end's logit have the greatest sum; of equals the first.
   *
   * @param logits logits of the starts of all candidates, then, {@code width} further on, of the
   *     ends; the first candidate is no answer
   * @param at place of the first start
   * @param tokens tokens of the passage, at least one
   * @param longest most tokens of a span
   */
  static SpanScore among(float[] logits, int at, int width, int tokens, int longest) {
    int first = 0;
    int last = 0;
    double best = Double.NEGATIVE_INFINITY;
    for (int start = 0; start < tokens; start++) {
      int limit = Math.min(tokens, start + longest);
      for (int end = start; end < limit; end++) {
        double score = (double) logits[at + 1 + start] + logits[at + width + 1 + end];
        if (score > best) {
          best = score;
          first = start;
          last = end;
        }
      }
    }
    double none = (double) logits[at] + logits[at + width];
    return new SpanScore(new TokenSpan(first, last), best, none);
  }

  /**
   * Checks the places of inputs.
   *
   * @throws IllegalArgumentException if there are not as many as inputs, or one does not fit its
   *     input or has an empty passage
   */
  static void check(List<int[]> inputs, List<PassagePlaces> places) {
    if (places.size() != inputs.size()) {
      throw new IllegalArgumentException(
          "There are %d inputs but %d places of passages".formatted(inputs.size(), places.size()));
    }
    for (int i = 0; i < inputs.size(); i++) {
      int length = inputs.get(i).length;
      PassagePlaces place = places.get(i);
      boolean fits =
          place.none() >= 0
              && place.none() < length
              && place.first() >= 0
              && place.tokens() > 0
              && place.tokens() <= length - place.first();
      if (!fits) {
        throw new IllegalArgumentException(
            "Input %d: its passage is at %s but must lie within its %d tokens"
                .formatted(i, place, length));
      }
    }
  }
}
