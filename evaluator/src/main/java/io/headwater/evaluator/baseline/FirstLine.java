package io.headwater.evaluator.baseline;

import io.headwater.model.serving.Answer;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import java.util.Optional;

/** Answers with the first line of the input that is not blank. */
final class FirstLine implements OnlineBaseline {

  @Override
  public String name() {
    return Baselines.PREFIX + "first-line";
  }

  @Override
  public Optional<Answer> answer(LabeledExample example) {
    return example.getTarget() instanceof ReferencesTarget
        ? example
            .getText()
            .lines()
            .filter(line -> !line.isBlank())
            .findFirst()
            .map(line -> new Answer.Text(Baselines.cut(line.strip())))
        : Optional.empty();
  }

  @Override
  public void learn(LabeledExample example) {}
}
