package io.headwater.evaluator.baseline;

import io.headwater.model.serving.Answer;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Answers with the first words of the input. */
final class LeadWords implements OnlineBaseline {
  private final int words;

  LeadWords(int words) {
    this.words = words;
  }

  @Override
  public String name() {
    return Baselines.PREFIX + "lead";
  }

  @Override
  public Optional<Answer> answer(LabeledExample example) {
    return example.getTarget() instanceof ReferencesTarget
        ? Optional.of(new Answer.Text(Baselines.cut(lead(example.getText()))))
        : Optional.empty();
  }

  private String lead(String text) {
    return Arrays.stream(text.strip().split("\\s+", words + 1))
        .limit(words)
        .collect(Collectors.joining(" "));
  }

  @Override
  public void learn(LabeledExample example) {}
}
