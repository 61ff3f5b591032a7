package io.headwater.model;

import io.headwater.schemas.TaskKind;
import java.util.List;

/**
 * A task the model has a module for; its arrays are named {@code heads.<task>.*}.
 *
 * @param task name of the task
 * @param kind kind of the task
 * @param labels labels in the order of the module's rows; empty unless the kind is CLASSIFICATION
 * @param taskToken token that starts the target of a SUMMARIZATION task: one reserved for it, or of
 *     an encoder, which has none, the one its inputs start with; -1 for other kinds
 * @param maxInputTokens inputs are cut to this many tokens
 * @param maxTargetTokens targets are cut, and generated texts stop, at this many tokens; answers
 *     that are spans have no more
 * @param scoreScale scale of the scores of a REGRESSION task; {@link ScoreScale#UNIT} for other
 *     kinds
 * @param noAnswer whether a passage of a SPAN_EXTRACTION task may hold no answer; {@link
 *     NoAnswer#NEVER} for other kinds
 */
public record TaskModule(
    String task,
    TaskKind kind,
    List<String> labels,
    int taskToken,
    int maxInputTokens,
    int maxTargetTokens,
    ScoreScale scoreScale,
    NoAnswer noAnswer) {

  /** Copies the labels. */
  public TaskModule {
    labels = List.copyOf(labels);
  }

  /** Makes the module of a task whose answers are not spans. */
  public TaskModule(
      String task,
      TaskKind kind,
      List<String> labels,
      int taskToken,
      int maxInputTokens,
      int maxTargetTokens,
      ScoreScale scoreScale) {
    this(
        task, kind, labels, taskToken, maxInputTokens, maxTargetTokens, scoreScale, NoAnswer.NEVER);
  }

  /** Makes the module of a task whose answers are neither scores nor spans. */
  public TaskModule(
      String task,
      TaskKind kind,
      List<String> labels,
      int taskToken,
      int maxInputTokens,
      int maxTargetTokens) {
    this(task, kind, labels, taskToken, maxInputTokens, maxTargetTokens, ScoreScale.UNIT);
  }

  /** Returns a copy of this module with other labels. */
  public TaskModule withLabels(List<String> others) {
    return new TaskModule(
        task, kind, others, taskToken, maxInputTokens, maxTargetTokens, scoreScale, noAnswer);
  }
}
