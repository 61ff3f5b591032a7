package io.headwater.trainer.assembly;

import io.headwater.model.TaskModule;
import io.headwater.schemas.ScoreRange;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;

/**
 * A task the model has a module for and whose specification is known.
 *
 * @param index index of the task among the learner's
 * @param module the module
 * @param spec what the examples are checked against: the specification, as far as the module goes
 */
public record AdoptedTask(int index, TaskModule module, TaskSpec spec) {
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
    return new AdoptedTask(index, module, bound);
  }
}
