package io.headwater.schemas.contract;

import io.headwater.schemas.ScoreRange;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.Topics;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Rules that a task's specification must keep beyond its schema. */
public final class TaskRules {
  /** Most characters of a label. */
  public static final int LONGEST_LABEL = 256;

  /** Most labels of a task, whether its set is closed or open. */
  public static final int MOST_LABELS = 10_000;

  private TaskRules() {}

  /** Returns what is wrong with a specification, in one sentence; empty if it is valid. */
  public static Optional<String> check(TaskSpec task) {
    if (!Topics.isTaskName(task.getName())) {
      return wrong("name", task.getName(), "1 to 64 lower-case letters, digits, '-' and '_'");
    }
    if (task.getMaxInputTokens() < 1) {
      return wrong("maxInputTokens", task.getMaxInputTokens(), "at least 1");
    }
    if (task.getMaxTargetTokens() < 1) {
      return wrong("maxTargetTokens", task.getMaxTargetTokens(), "at least 1");
    }
    if (!Weights.isAllowed(task.getLossWeight())) {
      return wrong("lossWeight", task.getLossWeight(), Weights.ALLOWED);
    }
    if (task.getVersion() < 1) {
      return wrong("version", task.getVersion(), "at least 1");
    }
    return checkMetrics(task)
        .or(() -> checkLabels(task))
        .or(() -> checkRange(task))
        .or(() -> checkNoAnswer(task));
  }

  private static Optional<String> checkNoAnswer(TaskSpec task) {
    if (task.getUnanswerable() && task.getKind() != TaskKind.SPAN_EXTRACTION) {
      return wrong("unanswerable", true, "false if the kind is " + task.getKind());
    }
    double threshold = task.getNoAnswerThreshold();
    if (!Double.isFinite(threshold)) {
      return wrong("noAnswerThreshold", threshold, "finite");
    }
    return threshold != 0 && !task.getUnanswerable()
        ? wrong("noAnswerThreshold", threshold, "0 if unanswerable is false")
        : Optional.empty();
  }

  private static Optional<String> checkMetrics(TaskSpec task) {
    List<String> known = MetricNames.of(task.getKind());
    return task.getMetrics().stream()
        .filter(name -> !known.contains(name))
        .findFirst()
        .flatMap(
            name ->
                wrong(
                    "metrics",
                    name,
                    "among " + String.join(", ", known) + " if the kind is " + task.getKind()))
        .or(() -> checkNames("metrics", task.getMetrics()));
  }

  private static Optional<String> checkLabels(TaskSpec task) {
    List<String> labels = task.getLabels();
    if (task.getKind() != TaskKind.CLASSIFICATION) {
      if (!labels.isEmpty()) {
        return wrong("labels", labels, "empty if the kind is " + task.getKind());
      }
      return task.getOpenLabels()
          ? wrong("openLabels", true, "false if the kind is " + task.getKind())
          : Optional.empty();
    }
    if (labels.size() > MOST_LABELS) {
      return wrong("labels", labels.size() + " labels", "at most " + MOST_LABELS);
    }
    if (!task.getOpenLabels() && labels.size() < 2) {
      return wrong("labels", labels, "at least 2 if openLabels is false");
    }
    if (task.getOpenLabels()
        && (task.getLabelCap() < Math.max(1, labels.size()) || task.getLabelCap() > MOST_LABELS)) {
      return wrong(
          "labelCap",
          task.getLabelCap(),
          "at least 1 and the number of labels, and at most " + MOST_LABELS);
    }
    if (task.getOpenLabels() && task.getMinimumSupport() < 1) {
      return wrong("minimumSupport", task.getMinimumSupport(), "at least 1");
    }
    return checkNames("labels", labels);
  }

  private static Optional<String> checkRange(TaskSpec task) {
    ScoreRange range = task.getScoreRange();
    if (range == null) {
      return task.getKind() == TaskKind.REGRESSION
          ? wrong("scoreRange", "absent", "given if the kind is REGRESSION")
          : Optional.empty();
    }
    if (task.getKind() != TaskKind.REGRESSION) {
      return wrong("scoreRange", range, "absent if the kind is " + task.getKind());
    }
    boolean finite = Double.isFinite(range.getMinimum()) && Double.isFinite(range.getMaximum());
    return finite && range.getMinimum() < range.getMaximum()
        ? Optional.empty()
        : wrong("scoreRange", range, "finite, with the minimum below the maximum");
  }

  private static Optional<String> checkNames(String field, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (Texts.isBlank(name) || name.length() > LONGEST_LABEL) {
        return wrong(field, names, "not blank and at most " + LONGEST_LABEL + " characters each");
      }
      if (!seen.add(name)) {
        return wrong(field, names, "distinct, but '" + name + "' occurs twice");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> wrong(String field, Object value, String allowed) {
    return Optional.of(field + " is " + Excerpt.of(value) + " but must be " + allowed);
  }
}
