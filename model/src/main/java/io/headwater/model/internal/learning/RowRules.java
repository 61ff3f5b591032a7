package io.headwater.model.internal.learning;

import io.headwater.model.ModelConfig;
import io.headwater.model.TaskModule;
import io.headwater.model.learning.TrainingRow;
import io.headwater.schemas.TaskKind;
import java.util.List;

/** Checks that rows fit their tasks, so that a bad one is named before it reaches the program. */
final class RowRules {
  private final ModelConfig config;
  private final TaskModule task;
  private final int index;

  private RowRules(ModelConfig config, TaskModule task, int index) {
    this.config = config;
    this.task = task;
    this.index = index;
  }

  static void check(ModelConfig config, List<TaskModule> tasks, List<TrainingRow> rows) {
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("A step needs at least one row");
    }
    for (int i = 0; i < rows.size(); i++) {
      TrainingRow row = rows.get(i);
      if (row.task() < 0 || row.task() >= tasks.size()) {
        throw new IllegalArgumentException(
            "Row " + i + ": task is " + row.task() + " but must be below " + tasks.size());
      }
      new RowRules(config, tasks.get(row.task()), i).check(row);
    }
    if (rows.stream().noneMatch(row -> row.weight() > 0)) {
      throw new IllegalArgumentException("A step needs at least one row of a weight above 0");
    }
  }

  private void check(TrainingRow row) {
    requireRange("weight", row.weight(), 0, Float.MAX_VALUE);
    requireTokens("input", row.input(), task.maxInputTokens());
    if (task.kind() == TaskKind.CLASSIFICATION) {
      requireRange("label", row.label(), 0, task.labels().size() - 1);
      requireRange("target length", row.target().length, 0, 0);
    } else {
      requireTokens("target", row.target(), task.maxTargetTokens());
    }
  }

  private void requireTokens(String name, int[] tokens, int limit) {
    requireRange(name + " length", tokens.length, 1, limit);
    for (int token : tokens) {
      requireRange(name + " token", token, 0, config.vocabularySize() - 1);
    }
  }

  private void requireRange(String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          String.format(
              "Row %d of task %s: %s is %.9g but must be from %.9g to %.9g",
              index, task.task(), name, value, least, most));
    }
  }
}
