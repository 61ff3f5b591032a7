package io.headwater.evaluator.internal.topology;

import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.ScoreTarget;
import java.util.List;
import java.util.Optional;

/** A target or an answer, reduced to what metrics need. */
public sealed interface OutputValue {

  /** A class. */
  record Label(String label) implements OutputValue {}

  /** A number. */
  record Score(double score) implements OutputValue {}

  /** References, or the one text of an answer. */
  record Texts(List<String> texts) implements OutputValue {
    /** Copies the texts. */
    public Texts {
      texts = List.copyOf(texts);
    }
  }

  /** Maximum length; longer values could make an internal record too large for a broker. */
  int MOST_CHARACTERS = 16_384;

  /**
   * Returns the value of a target, or empty if its type has no metric, it is too long, or it is a
   * score that is not finite.
   */
  static Optional<OutputValue> of(Object target) {
    if (target instanceof LabelTarget label) {
      return Optional.of(label.getLabel())
          .filter(text -> text.length() <= MOST_CHARACTERS)
          .map(Label::new);
    }
    if (target instanceof ScoreTarget score) {
      return Double.isFinite(score.getScore())
          ? Optional.of(new Score(score.getScore()))
          : Optional.empty();
    }
    return target instanceof ReferencesTarget texts
            && !texts.getReferences().isEmpty()
            && length(texts.getReferences()) <= MOST_CHARACTERS
        ? Optional.of(new Texts(texts.getReferences()))
        : Optional.empty();
  }

  /**
   * Returns the total length, with a few characters more per text because its length is stored too.
   */
  private static long length(List<String> texts) {
    return texts.stream().mapToLong(text -> 4L + text.length()).sum();
  }
}
