package io.headwater.trainer.assembly;

import io.headwater.model.TaskModule;
import io.headwater.schemas.TaskSpec;

/**
 * A task the model has a module for and whose specification is known.
 *
 * @param index index of the task among the learner's
 * @param module the module
 * @param spec what the examples are checked against: the specification, with the module's labels
 */
public record AdoptedTask(int index, TaskModule module, TaskSpec spec) {
  /**
   * Binds a specification to a module; labels the module has no row for are not accepted.
   *
   * @param spec the specification as it is on the topic
   */
  public static AdoptedTask bind(int index, TaskModule module, TaskSpec spec) {
    TaskSpec bound =
        TaskSpec.newBuilder()
            .setName(spec.getName())
            .setKind(module.kind())
            .setLabels(module.labels())
            .setOpenLabels(false)
            .setScoreRange(spec.getScoreRange())
            .setMetrics(spec.getMetrics())
            .setMaxInputTokens(module.maxInputTokens())
            .setMaxTargetTokens(module.maxTargetTokens())
            .setLossWeight(spec.getLossWeight())
            .setVersion(spec.getVersion())
            .build();
    return new AdoptedTask(index, module, bound);
  }
}
