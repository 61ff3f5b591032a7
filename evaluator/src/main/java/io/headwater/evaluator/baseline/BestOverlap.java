package io.headwater.evaluator.baseline;

import io.headwater.model.serving.Answer;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.SpansTarget;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Answers with the sentence of the passage that shares most words with the question; of equals the
 * first. The sliding window of Richardson et al., "MCTest" (2013), at sentences.
 */
final class BestOverlap implements OnlineBaseline {
  @Override
  public String name() {
    return Baselines.PREFIX + "best-overlap";
  }

  @Override
  public Optional<Answer> answer(LabeledExample example) {
    if (!(example.getTarget() instanceof SpansTarget)) {
      return Optional.empty();
    }
    Set<String> asked = words(example.getText());
    List<Answer.Span> sentences = Sentences.of(example.getTextPair());
    Optional<Answer> best = Optional.empty();
    int most = -1;
    for (Answer.Span sentence : sentences) {
      Set<String> shared = words(sentence.text());
      shared.retainAll(asked);
      if (shared.size() > most) {
        most = shared.size();
        best = Optional.of(sentence);
      }
    }
    return best;
  }

  private static Set<String> words(String text) {
    Set<String> words = new HashSet<>(List.of(Words.of(text)));
    words.remove("");
    return words;
  }

  @Override
  public void learn(LabeledExample example) {}
}
