package io.headwater.model.internal.learning;

import io.headwater.model.ModelConfig;
import io.headwater.model.PassagePlaces;
import io.headwater.model.TaskModule;
import io.headwater.model.TokenSpan;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.TrainingRow;
import java.util.List;

/**
 * Checks that rows fit their tasks, so that a bad row is reported before it reaches the program.
 */
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
    float weight = row.weight();
    require(
        weight >= 0 && Float.isFinite(weight),
        "weight is " + weight + " but must be finite and at least 0");
    requireTokens("input", row.input(), task.maxInputTokens());
    RowTarget target = row.target();
    require(
        fits(target),
        "target is of type "
            + target.getClass().getSimpleName()
            + " but must be that of kind "
            + task.kind());
    if (target instanceof RowTarget.Label label) {
      requireRange("label", label.row(), 0, task.labels().size() - 1);
    } else if (target instanceof RowTarget.Score score) {
      double share = score.share();
      require(share >= 0 && share <= 1, "share is " + share + " but must be from 0 to 1");
    } else if (target instanceof RowTarget.Text text) {
      requireTokens("target", text.tokens(), task.maxTargetTokens());
    } else if (target instanceof RowTarget.Spans spans) {
      check(row, spans);
    }
  }

  private void check(TrainingRow row, RowTarget.Spans target) {
    int length = row.input().length;
    PassagePlaces places = target.places();
    requireRange("place of no answer", places.none(), 0, length - 1);
    requireRange("place of the passage", places.first(), 0, length);
    requireRange("passage length", places.tokens(), 0, length - places.first());
    for (TokenSpan span : target.spans()) {
      requireRange("last token of a span", span.last(), 0, places.tokens() - 1);
      requireRange("first token of a span", span.first(), 0, span.last());
    }
  }

  private boolean fits(RowTarget target) {
    return switch (task.kind()) {
      case CLASSIFICATION -> target instanceof RowTarget.Label;
      case REGRESSION -> target instanceof RowTarget.Score;
      case SUMMARIZATION -> target instanceof RowTarget.Text;
      case SPAN_EXTRACTION -> target instanceof RowTarget.Spans;
    };
  }

  private void requireTokens(String name, int[] tokens, int limit) {
    requireRange(name + " length", tokens.length, 1, limit);
    for (int token : tokens) {
      requireRange(name + " token", token, 0, config.vocabularySize() - 1);
    }
  }

  private void requireRange(String name, int value, int least, int most) {
    String allowed = "must be from " + least + " to " + most;
    require(value >= least && value <= most, name + " is " + value + " but " + allowed);
  }

  private void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Row " + index + " of task " + task.task() + ": " + problem);
    }
  }
}
