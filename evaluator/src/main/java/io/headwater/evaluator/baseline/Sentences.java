package io.headwater.evaluator.baseline;

import io.headwater.model.serving.Answer;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The sentences of a passage, as answers. */
final class Sentences {
  private Sentences() {}

  /** Returns the sentences that are not blank, without spaces around them. */
  static List<Answer.Span> of(String passage) {
    BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
    breaks.setText(passage);
    List<Answer.Span> sentences = new ArrayList<>();
    int from = breaks.first();
    int start = 0; // of the sentence, in code points
    for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
      String whole = passage.substring(from, to);
      String words = Baselines.cut(whole.strip());
      if (!words.isEmpty()) {
        int lead = whole.length() - whole.stripLeading().length();
        int first = start + whole.codePointCount(0, lead);
        sentences.add(
            new Answer.Span(first, first + words.codePointCount(0, words.length()), words));
      }
      start += whole.codePointCount(0, whole.length());
      from = to;
    }
    return sentences;
  }
}
