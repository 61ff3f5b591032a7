package io.headwater.evaluator.topology.internal;

import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.ReferencesTarget;
import java.util.List;
import java.util.Optional;

/** A target or an answer, without what metrics do not need. */
public sealed interface Outcome {

  /** A class. */
  record Label(String label) implements Outcome {}

  /** References, or the one text of an answer. */
  record Texts(List<String> texts) implements Outcome {
    /** Copies the texts. */
    public Texts {
      texts = List.copyOf(texts);
    }
  }

  /** Returns the outcome of a target, or nothing where its type has no metric. */
  static Optional<Outcome> of(Object target) {
    if (target instanceof LabelTarget label) {
      return Optional.of(new Label(label.getLabel()));
    }
    return target instanceof ReferencesTarget texts && !texts.getReferences().isEmpty()
        ? Optional.of(new Texts(texts.getReferences()))
        : Optional.empty();
  }
}
