package io.headwater.trainer.internal;

import io.headwater.model.TaskModule;
import io.headwater.model.learning.Learner;
import io.headwater.schemas.TaskState;
import io.headwater.schemas.TrainerEventType;
import io.headwater.trainer.internal.assembly.AdoptedTask;
import io.headwater.trainer.internal.assembly.LabelText;
import io.headwater.trainer.internal.assembly.TaskChange;
import io.headwater.trainer.internal.journal.Journal;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies changes of tasks to the model and journals them. For the step thread, and only between
 * blocks.
 */
final class TaskUpdater {
  private static final Logger LOG = LoggerFactory.getLogger(TaskUpdater.class);

  /** Most bytes of labels in one journal entry; the broker takes at most 1 MiB in all. */
  private static final int LABEL_BYTES = 256 << 10;

  private final Learner learner;
  private final StepRunner runner;
  private final CutState cut;
  private final Journal journal;
  private final TaskStates states;
  private final long seed;

  /**
   * Makes an updater.
   *
   * @param seed seed that initializes new parameters
   */
  TaskUpdater(
      Learner learner,
      StepRunner runner,
      CutState cut,
      Journal journal,
      TaskStates states,
      long seed) {
    this.learner = learner;
    this.runner = runner;
    this.cut = cut;
    this.journal = journal;
    this.states = states;
    this.seed = seed;
  }

  /** Applies a change of a task. */
  void apply(TaskChange change) {
    if (change instanceof TaskChange.Adopted adopted) {
      adopt(adopted.task());
    } else if (change instanceof TaskChange.Grown grown) {
      grow(grown.task(), grown.labels());
    } else if (change instanceof TaskChange.Specified specified) {
      specify(specified.task());
    } else if (change instanceof TaskChange.StateSeen seen) {
      setState(seen.task(), seen.state());
    }
  }

  /**
   * Adopts a task. If it has too many labels for one event, the event holds the first of them, and
   * events with the other labels follow.
   */
  private void adopt(AdoptedTask task) {
    TaskModule module = task.module();
    learner.adopt(module, seed);
    cut.setTaskAdopted();
    List<String> first =
        LabelText.pieces(module.labels(), LABEL_BYTES).stream().findFirst().orElse(List.of());
    journal.append(
        TrainerEventType.TASK_ADOPTED,
        module.task(),
        Map.of(
            "kind", module.kind().name(),
            "labels", LabelText.join(first),
            "taskToken", Integer.toString(module.taskToken()),
            "maxInputTokens", Integer.toString(module.maxInputTokens()),
            "maxTargetTokens", Integer.toString(module.maxTargetTokens()),
            "minimumScore", Double.toString(module.scoreScale().minimum()),
            "maximumScore", Double.toString(module.scoreScale().maximum())));
    appendOrdered(module, first.size());
    LOG.info("Task '{}' is learned from now on, as {}", module.task(), module.kind());
    if (task.spec().getOpenLabels()) {
      logLabels(module.task(), module.labels(), 0);
    }
    specify(task);
  }

  private void grow(AdoptedTask task, List<String> labels) {
    TaskModule module = task.module();
    int from = module.labels().size() - labels.size();
    learner.grow(module.task(), labels, seed);
    cut.setAdvanced();
    appendOrdered(module, from);
    logLabels(module.task(), labels, from);
    specify(task);
  }

  /** Journals a task's labels from row {@code from} on, in as many events as needed. */
  private void appendOrdered(TaskModule module, int from) {
    List<String> labels = module.labels();
    int row = from;
    for (List<String> piece : LabelText.pieces(labels.subList(from, labels.size()), LABEL_BYTES)) {
      journal.append(
          TrainerEventType.LABELS_ORDERED,
          module.task(),
          Map.of("from", Integer.toString(row), "labels", LabelText.join(piece)));
      row += piece.size();
    }
  }

  private void specify(AdoptedTask task) {
    if (runner.setTask(task)) {
      journal.append(
          TrainerEventType.CONFIGURATION_CHANGED,
          "task." + task.module().task() + ".lossWeight",
          Map.of("to", Double.toString(task.spec().getLossWeight())));
    }
  }

  private void setState(String task, TaskState state) {
    TaskState before = states.set(task, state);
    if (before != state) {
      LOG.info("Task '{}' is {} now and was {} before", task, state, before);
      journal.append(
          TrainerEventType.CONFIGURATION_CHANGED,
          "task." + task + ".state",
          Map.of("from", before.name(), "to", state.name()));
    }
  }

  private static void logLabels(String task, List<String> labels, int from) {
    for (int i = 0; i < labels.size(); i++) {
      LOG.info(
          "Task '{}' learned label '{}' as its {}",
          task,
          LabelText.printable(labels.get(i)),
          Ordinal.of(from + i + 1));
    }
  }
}
