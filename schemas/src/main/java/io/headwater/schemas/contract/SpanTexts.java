package io.headwater.schemas.contract;

import io.headwater.schemas.Span;
import io.headwater.schemas.SpansTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The words of spans; two places of a passage may say the same. */
public final class SpanTexts {
  private SpanTexts() {}

  /** Returns the words of each distinct span; empty if one lies outside the passage. */
  public static Optional<List<String>> of(String passage, SpansTarget spans) {
    int length = passage.codePointCount(0, passage.length());
    List<String> texts = new ArrayList<>();
    for (Span span : spans.getSpans()) {
      if (span.getStart() < 0 || span.getStart() > span.getEnd() || span.getEnd() > length) {
        return Optional.empty();
      }
      int from = passage.offsetByCodePoints(0, span.getStart());
      int to = passage.offsetByCodePoints(from, span.getEnd() - span.getStart());
      texts.add(passage.substring(from, to));
    }
    return Optional.of(texts.stream().distinct().toList());
  }
}
