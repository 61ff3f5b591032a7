package io.headwater.evaluator.baseline;

import io.headwater.model.serving.Answer;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Answers with the label seen most often in the task; on a tie, the one that got there first. */
final class MajorityLabel implements OnlineBaseline {
  private final Map<String, Counts> tasks = new HashMap<>();

  @Override
  public String name() {
    return Baselines.PREFIX + "majority";
  }

  @Override
  public Optional<Answer> answer(LabeledExample example) {
    Counts counts = tasks.get(example.getTask());
    return counts == null ? Optional.empty() : Optional.of(counts.majority());
  }

  @Override
  public void learn(LabeledExample example) {
    if (example.getTarget() instanceof LabelTarget target) {
      tasks.computeIfAbsent(example.getTask(), task -> new Counts()).add(target.getLabel());
    }
  }

  private static final class Counts {
    private final Map<String, Long> labels = new HashMap<>();
    private String first = "";
    private long most;
    private long total;

    void add(String label) {
      long count = labels.merge(label, 1L, Long::sum);
      total++;
      if (count > most) {
        most = count;
        first = label;
      }
    }

    Answer majority() {
      return new Answer.Label(first, (double) most / total);
    }
  }
}
