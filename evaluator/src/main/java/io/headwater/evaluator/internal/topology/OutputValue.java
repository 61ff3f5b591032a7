package io.headwater.evaluator.internal.topology;

import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.ScoreTarget;
import io.headwater.schemas.Span;
import io.headwater.schemas.SpansTarget;
import io.headwater.schemas.contract.SpanTexts;
import java.util.List;
import java.util.Objects;
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

  /**
   * Right answers to a question about a passage, or the one that was given; none where the passage
   * holds no answer.
   */
  record Answers(List<String> texts) implements OutputValue {
    /** Copies the texts. */
    public Answers {
      texts = List.copyOf(texts);
    }
  }

  /** Maximum length; longer values could make an internal record too large for a broker. */
  int MOST_CHARACTERS = 16_384;

  /**
   * Returns the value of an example's target; empty as for {@link #of(Object)}, and where a span
   * lies outside the passage.
   */
  static Optional<OutputValue> ofTarget(LabeledExample example) {
    return example.getTarget() instanceof SpansTarget spans
        ? SpanTexts.of(Optional.ofNullable(example.getTextPair()).orElse(""), spans)
            .flatMap(OutputValue::answers)
        : of(example.getTarget());
  }

  /**
   * Returns the value of an answer, or empty if its type has no metric, it is too long, it is a
   * score that is not finite, or a span without its words.
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
    if (target instanceof SpansTarget spans) {
      List<String> texts =
          spans.getSpans().stream().map(Span::getText).filter(Objects::nonNull).toList();
      return texts.size() == spans.getSpans().size() ? answers(texts) : Optional.empty();
    }
    return target instanceof ReferencesTarget texts
            && !texts.getReferences().isEmpty()
            && length(texts.getReferences()) <= MOST_CHARACTERS
        ? Optional.of(new Texts(texts.getReferences()))
        : Optional.empty();
  }

  private static Optional<OutputValue> answers(List<String> texts) {
    return length(texts) <= MOST_CHARACTERS ? Optional.of(new Answers(texts)) : Optional.empty();
  }

  /**
   * Returns the total length, with a few characters more per text because its length is stored too.
   */
  private static long length(List<String> texts) {
    return texts.stream().mapToLong(text -> 4L + text.length()).sum();
  }
}
