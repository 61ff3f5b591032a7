package io.headwater.cli.task;

import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.service.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Formats tasks for the commands to print. */
public final class TaskText {
  private static final String UNKNOWN = "?";

  private TaskText() {}

  /** Returns a table with one row per task. */
  public static Table table(List<TaskProgress> tasks, Optional<CheckpointAnnouncement> newest) {
    Table table =
        new Table(
            "task",
            "kind",
            "state",
            "labels",
            "spec",
            "examples",
            "trained through",
            "lag",
            "in version");
    for (TaskProgress task : tasks) {
      table.row(
          task.spec().getName(),
          task.spec().getKind().toString(),
          task.spec().getState().toString(),
          labels(task, newest),
          Integer.toString(task.spec().getVersion()),
          Long.toString(task.examples()),
          Long.toString(task.trainedThrough()),
          Long.toString(task.lag()),
          newest
              .filter(version -> version.getTasks().contains(task.spec().getName()))
              .map(version -> Long.toString(version.getVersion()))
              .orElse("-"));
    }
    return table;
  }

  private static String labels(TaskProgress task, Optional<CheckpointAnnouncement> newest) {
    TaskSpec spec = task.spec();
    if (spec.getKind() != TaskKind.CLASSIFICATION) {
      return "-";
    }
    if (!spec.getOpenLabels()) {
      return Integer.toString(spec.getLabels().size());
    }
    return "open, " + learned(task, newest) + " learned";
  }

  private static String learned(TaskProgress task, Optional<CheckpointAnnouncement> newest) {
    return task.learnedLabels()
        .map(labels -> Integer.toString(labels.size()))
        .orElse(hasModule(task, newest) ? UNKNOWN : "0");
  }

  private static boolean hasModule(TaskProgress task, Optional<CheckpointAnnouncement> newest) {
    return newest.stream().anyMatch(version -> version.getTasks().contains(task.spec().getName()));
  }

  /** Returns the lines that describe a task in full. */
  public static List<String> page(TaskProgress task, Optional<CheckpointAnnouncement> newest) {
    TaskSpec spec = task.spec();
    List<String> lines = new ArrayList<>();
    add(lines, "task", spec.getName());
    add(lines, "kind", spec.getKind());
    add(lines, "state", spec.getState());
    add(lines, "spec", "version " + spec.getVersion());
    if (spec.getScoreRange() != null) {
      add(
          lines,
          "scores",
          spec.getScoreRange().getMinimum() + " to " + spec.getScoreRange().getMaximum());
    }
    add(
        lines,
        "metrics",
        spec.getMetrics().isEmpty()
            ? "the usual ones of the kind"
            : String.join(", ", spec.getMetrics()));
    add(
        lines,
        "tokens",
        "input at most "
            + spec.getMaxInputTokens()
            + (spec.getKind() == TaskKind.SUMMARIZATION
                ? ", target at most " + spec.getMaxTargetTokens()
                : ""));
    if (spec.getUnanswerable()) {
      add(lines, "answers", "none where it exceeds the best by " + spec.getNoAnswerThreshold());
    }
    add(lines, "loss weight", spec.getLossWeight());
    if (spec.getOpenLabels()) {
      add(
          lines,
          "labels",
          "open: added once seen "
              + spec.getMinimumSupport()
              + " times, at most "
              + spec.getLabelCap()
              + "; "
              + learned(task, newest)
              + " learned");
    }
    add(
        lines,
        "newest",
        newest
            .map(
                version ->
                    "version "
                        + version.getVersion()
                        + (version.getTasks().contains(spec.getName())
                            ? ", which has a module for it"
                            : ", which does not know it yet"))
            .orElse("no version has been announced yet"));
    lines.add("");
    lines.addAll(partitions(task).lines());
    labelOrder(task, newest)
        .ifPresent(
            table -> {
              lines.add("");
              lines.addAll(table.lines());
            });
    return lines;
  }

  private static Table partitions(TaskProgress task) {
    Table table = new Table("partition", "first offset", "end", "trained through", "lag");
    for (TaskProgress.Partition partition : task.partitions()) {
      table.row(
          Integer.toString(partition.number()),
          Long.toString(partition.begin()),
          Long.toString(partition.end()),
          partition.next().isPresent() ? Long.toString(partition.next().getAsLong()) : "-",
          Long.toString(partition.lag()));
    }
    return table;
  }

  /** Lists labels in the task module's order; labels declared since then have no row yet. */
  private static Optional<Table> labelOrder(
      TaskProgress task, Optional<CheckpointAnnouncement> newest) {
    List<String> learned = task.learnedLabels().orElse(List.of());
    List<String> declared = new ArrayList<>(task.spec().getLabels());
    declared.removeAll(learned);
    if (learned.isEmpty() && declared.isEmpty()) {
      return Optional.empty();
    }
    Table table = new Table("label", "row");
    for (int row = 0; row < learned.size(); row++) {
      table.row(learned.get(row), Integer.toString(row));
    }
    String none = learned.isEmpty() && hasModule(task, newest) ? UNKNOWN : "none yet";
    declared.forEach(label -> table.row(label, none));
    return Optional.of(table);
  }

  private static void add(List<String> lines, String name, Object value) {
    lines.add(String.format("%-12s %s", name, value));
  }
}
