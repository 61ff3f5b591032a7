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
 * A task the model has a module for and whose specification is known.
 *
 * @param index index of the task among the learner's
 * @param module the module
 * @param rules what the examples are checked against: the specification, as far as the module goes
 * @param labelRows row of each of the module's labels
 */
public record AdoptedTask(
    int index, TaskModule module, ExampleRules rules, Map<String, Integer> labelRows) {
  /** Copies the rows. */
  public AdoptedTask {
    labelRows = Map.copyOf(labelRows);
  }

  /**
   * Binds a specification to a module: kind, labels, score range and token limits are the module's,
   * and the set of labels is open where the specification says so.
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

  /** Returns the specification, as far as the module goes. */
  public TaskSpec spec() {
    return rules.task();
  }
}
