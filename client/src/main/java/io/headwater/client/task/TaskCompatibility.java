package io.headwater.client.task;

import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.contract.TaskRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides which specification may follow which: what the model has learned must keep its meaning.
 */
final class TaskCompatibility {

  private TaskCompatibility() {}

  /**
   * Returns the specification to write; empty if the current one says the same.
   *
   * @param standing the specification on the topic
   * @param wanted the specification to declare; its version counts only if the topic has none
   * @throws IllegalArgumentException if {@code wanted} is not valid or may not follow {@code
   *     standing}, in one sentence
   */
  static Optional<TaskSpec> next(Optional<TaskSpec> standing, TaskSpec wanted) {
    // Checked first: if the kind alone changes, the kept fields break the new kind's rules.
    standing
        .filter(before -> before.getKind() != wanted.getKind())
        .map(before -> kept("kind", wanted.getKind(), before.getKind()))
        .ifPresent(fault -> refuse(wanted, fault));
    TaskRules.check(wanted).ifPresent(fault -> refuse(wanted, fault));
    if (standing.isEmpty()) {
      return Optional.of(wanted);
    }
    TaskSpec before = standing.get();
    TaskSpec after = TaskSpec.newBuilder(wanted).setVersion(before.getVersion()).build();
    if (after.equals(before)) {
      return Optional.empty();
    }
    fault(before, after).ifPresent(fault -> refuse(wanted, fault));
    return Optional.of(TaskSpec.newBuilder(after).setVersion(before.getVersion() + 1).build());
  }

  private static Optional<String> fault(TaskSpec before, TaskSpec after) {
    if (before.getScoreRange() != null && !before.getScoreRange().equals(after.getScoreRange())) {
      return Optional.of(kept("scoreRange", after.getScoreRange(), before.getScoreRange()));
    }
    if (before.getUnanswerable() != after.getUnanswerable()) {
      return Optional.of(kept("unanswerable", after.getUnanswerable(), before.getUnanswerable()));
    }
    if (before.getNoAnswerThreshold() != after.getNoAnswerThreshold()) {
      return Optional.of(
          kept("noAnswerThreshold", after.getNoAnswerThreshold(), before.getNoAnswerThreshold()));
    }
    if (before.getOpenLabels() && !after.getOpenLabels()) {
      return Optional.of(
          "openLabels is false but must stay true: labels that the model has added would be"
              + " refused");
    }
    return labelFault(before, after);
  }

  private static Optional<String> labelFault(TaskSpec before, TaskSpec after) {
    List<String> lost = new ArrayList<>(before.getLabels());
    lost.removeAll(after.getLabels());
    if (!lost.isEmpty()) {
      return Optional.of(
          "labels lack " + lost + ", which are declared, but labels may only be added");
    }
    int declared = before.getLabels().size();
    return before.getOpenLabels()
            || before.getLabels().equals(after.getLabels().subList(0, declared))
        ? Optional.empty()
        : Optional.of(
            "labels must begin with the declared ones in their order, "
                + before.getLabels()
                + "; new labels may only be added at the end");
  }

  private static String kept(String field, Object wanted, Object declared) {
    return field + " is " + wanted + " but was declared as " + declared + " for good";
  }

  private static void refuse(TaskSpec wanted, String fault) {
    throw new IllegalArgumentException(
        "Task '" + wanted.getName() + "' was not declared: " + fault);
  }
}
