package io.headwater.evaluator.baseline;

import io.headwater.model.serving.Answer;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.SpansTarget;
import java.util.Optional;

/** Answers with the first sentence of the passage. */
final class FirstSentence implements OnlineBaseline {

  @Override
  public String name() {
    return Baselines.PREFIX + "first-sentence";
  }

  @Override
  public Optional<Answer> answer(LabeledExample example) {
    return example.getTarget() instanceof SpansTarget
        ? Sentences.of(example.getTextPair()).stream().findFirst().map(Answer.class::cast)
        : Optional.empty();
  }

  @Override
  public void learn(LabeledExample example) {}
}
