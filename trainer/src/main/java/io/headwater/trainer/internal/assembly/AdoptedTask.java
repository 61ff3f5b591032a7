package io.headwater.trainer.internal.assembly;

import io.headwater.model.TaskModule;
import io.headwater.schemas.ScoreRange;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.contract.ExampleRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A task whose specification is known and for which the model has a task module.
 *
 * @param index index of the task in the learner
 * @param module the task module
 * @param rules rules that examples are checked against, from the specification bound to the module
 * @param labelRows the module's row of each label
 */
public record AdoptedTask(
    int index, TaskModule module, ExampleRules rules, Map<String, Integer> labelRows) {
  /** Copies the rows. */
  public AdoptedTask {
    labelRows = Map.copyOf(labelRows);
  }

  /**
   * Binds a specification to a task module. Kind, labels, score range, token limits and whether
   * there may be no answer are taken from the module; the set of labels is open if the
   * specification says so and the module classifies.
   *
   * @param spec the specification as it is on the topic
   */
  public static AdoptedTask bind(int index, TaskModule module, TaskSpec spec) {
    TaskSpec bound =
        TaskSpec.newBuilder(spec)
            .setKind(module.kind())
            .setLabels(module.labels())
            .setOpenLabels(spec.getOpenLabels() && module.kind() == TaskKind.CLASSIFICATION)
            .setScoreRange(
                module.kind() == TaskKind.REGRESSION
                    ? new ScoreRange(module.scoreScale().minimum(), module.scoreScale().maximum())
                    : null)
            .setMaxInputTokens(module.maxInputTokens())
            .setMaxTargetTokens(module.maxTargetTokens())
            .setUnanswerable(module.noAnswer().allowed())
            .setNoAnswerThreshold(module.noAnswer().threshold())
            .build();
    return new AdoptedTask(index, module, new ExampleRules(bound), rows(module.labels()));
  }

  private static Map<String, Integer> rows(List<String> labels) {
    Map<String, Integer> rows = new HashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      rows.put(labels.get(i), i);
    }
    return rows;
  }

  /** Returns the specification, bound to the task module. */
  public TaskSpec spec() {
    return rules.task();
  }
}
