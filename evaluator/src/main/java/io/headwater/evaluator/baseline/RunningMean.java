package io.headwater.evaluator.baseline;

import io.headwater.model.serving.Answer;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ScoreTarget;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answers with the mean of the task's scores so far, the constant with the least squared error; its
 * correlation is meaningless.
 */
final class RunningMean implements OnlineBaseline {
  private final Map<String, Mean> tasks = new HashMap<>();

  @Override
  public String name() {
    return Baselines.PREFIX + "mean";
  }

  @Override
  public Optional<Answer> answer(LabeledExample example) {
    return Optional.ofNullable(tasks.get(example.getTask()))
        .map(mean -> new Answer.Score(mean.value));
  }

  @Override
  public void learn(LabeledExample example) {
    if (example.getTarget() instanceof ScoreTarget target) {
      tasks.merge(
          example.getTask(),
          new Mean(1, target.getScore()),
          (mean, added) -> mean.plus(added.value));
    }
  }

  private record Mean(long count, double value) {
    Mean plus(double score) {
      return new Mean(count + 1, value + (score - value) / (count + 1));
    }
  }
}
