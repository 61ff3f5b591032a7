package io.headwater.trainer.internal.assembly;

import io.headwater.model.NoAnswer;
import io.headwater.model.ScoreScale;
import io.headwater.model.TaskModule;
import io.headwater.schemas.ScoreRange;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TaskState;
import io.headwater.schemas.contract.ExampleRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks as the assemble thread knows them. The registry adopts new tasks between blocks, and
 * adds new labels to open sets.
 */
public final class TaskRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(TaskRegistry.class);

  private final ModulePlanner planner;
  private final List<TaskModule> modules;
  private final Map<String, PendingLabels> pending;
  private final Map<String, TaskSpec> specs = new HashMap<>();
  private final Map<String, AdoptedTask> adopted = new HashMap<>();
  private final Set<String> refused = new HashSet<>();
  private final Set<String> withdrawn = new HashSet<>();

  /**
   * Makes a registry that starts with the tasks of the model.
   *
   * @param modules task modules of the model
   * @param pending labels of open sets that were seen too seldom, by task
   */
  public TaskRegistry(
      ModulePlanner planner, List<TaskModule> modules, Map<String, PendingLabels> pending) {
    this.planner = planner;
    this.modules = new ArrayList<>(modules);
    this.pending = new HashMap<>(pending);
  }

  /**
   * Takes in new, changed and withdrawn specifications, and returns the changes they cause.
   *
   * @param found all valid specifications, by task name
   */
  public List<TaskChange> update(SortedMap<String, TaskSpec> found) {
    List<TaskChange> changes = new ArrayList<>();
    withdrawMissing(found.keySet(), changes);
    found.forEach(
        (name, spec) -> {
          TaskSpec before = specs.put(name, spec);
          if (!spec.equals(before)) {
            withdrawn.remove(name);
            changes.add(new TaskChange.StateSeen(name, spec.getState()));
            specify(spec).ifPresent(changes::add);
          }
        });
    return changes;
  }

  /** Returns the status of a task. */
  public TaskStatus status(String task) {
    TaskSpec spec = specs.get(task);
    if (spec == null) {
      return withdrawn.contains(task) ? TaskStatus.RETIRED : TaskStatus.UNKNOWN;
    }
    return switch (spec.getState()) {
      case PAUSED -> TaskStatus.PAUSED;
      case RETIRED -> TaskStatus.RETIRED;
      case ACTIVE -> refused.contains(task) ? TaskStatus.REFUSED : TaskStatus.LEARNED;
    };
  }

  /** Returns the rules that a task's examples are checked against, if the task is learned. */
  public Optional<ExampleRules> contract(String task) {
    return status(task) == TaskStatus.LEARNED
        ? Optional.of(
            adopted(task)
                .map(AdoptedTask::rules)
                .orElseGet(() -> new ExampleRules(specs.get(task))))
        : Optional.empty();
  }

  /** Returns an adopted task: one that the model has and whose specification is known. */
  public Optional<AdoptedTask> adopted(String task) {
    return Optional.ofNullable(adopted.get(task));
  }

  /**
   * Adds to a task's open set the labels that were seen often enough by the end of a block.
   *
   * @param seen label of each of the block's valid examples of the task, in the records' order
   * @return the new or grown task, or empty if no label was added
   */
  public Optional<TaskChange> admit(String task, List<String> seen) {
    TaskSpec spec = specs.get(task);
    List<String> known = adopted(task).map(has -> has.module().labels()).orElse(List.of());
    PendingLabels.Admission admission =
        pending.getOrDefault(task, PendingLabels.NONE).admit(seen, known, spec);
    if (admission.pending().counts().isEmpty()) {
      pending.remove(task);
    } else {
      pending.put(task, admission.pending());
    }
    if (admission.labels().isEmpty()) {
      return Optional.empty();
    }
    if (!known.isEmpty()) {
      return Optional.of(grow(adopted.get(task).index(), admission.labels(), spec));
    }
    return adopt(TaskSpec.newBuilder(spec).setLabels(admission.labels()).build());
  }

  /** Returns the labels that were seen too seldom to be added, by task. */
  public Map<String, PendingLabels> pendingLabels() {
    return Map.copyOf(pending);
  }

  private void withdrawMissing(Set<String> found, List<TaskChange> changes) {
    Set<String> missing = new TreeSet<>(specs.keySet());
    modules.forEach(module -> missing.add(module.task()));
    missing.removeAll(found);
    for (String task : missing) {
      if (withdrawn.add(task)) {
        LOG.warn(
            "The specification of task '{}' is gone: its examples are not read until there is one,"
                + " and its module stays in the model as it is",
            task);
        specs.remove(task);
        refused.remove(task);
        changes.add(new TaskChange.StateSeen(task, TaskState.RETIRED));
      }
    }
  }

  private Optional<TaskChange> specify(TaskSpec spec) {
    if (!spec.getOpenLabels()) {
      pending.remove(spec.getName());
    }
    if (spec.getState() == TaskState.RETIRED) {
      return Optional.empty();
    }
    int index = indexOf(spec.getName());
    if (index >= 0) {
      return Optional.of(respecify(index, spec));
    }
    // A task that starts paused gets its module when it becomes active.
    return spec.getState() == TaskState.ACTIVE ? adopt(spec) : Optional.empty();
  }

  private Optional<TaskChange> adopt(TaskSpec spec) {
    refused.remove(spec.getName());
    ModulePlanner.Plan plan = planner.plan(spec, modules);
    if (plan instanceof ModulePlanner.Plan.Module planned) {
      modules.add(planned.module());
      return Optional.of(new TaskChange.Adopted(bind(modules.size() - 1, spec)));
    }
    if (plan instanceof ModulePlanner.Plan.Refused refusal) {
      refused.add(spec.getName());
      LOG.error(
          "Task '{}' is not learned and its partitions stay where they are: {}",
          spec.getName(),
          refusal.reason());
    } else {
      LOG.info("Task '{}' has no labels yet and gets its module with the first", spec.getName());
    }
    return Optional.empty();
  }

  private TaskChange respecify(int index, TaskSpec spec) {
    TaskModule module = modules.get(index);
    List<String> missing = new ArrayList<>(spec.getLabels());
    if (module.kind() == TaskKind.CLASSIFICATION && spec.getKind() == TaskKind.CLASSIFICATION) {
      missing.removeAll(new HashSet<>(module.labels()));
      if (!missing.isEmpty()) {
        TaskChange grown = grow(index, missing, spec);
        warnWhereTheModelDiffers(modules.get(index), spec);
        return grown;
      }
    }
    warnWhereTheModelDiffers(module, spec);
    return new TaskChange.Specified(bind(index, spec));
  }

  private TaskChange grow(int index, List<String> labels, TaskSpec spec) {
    List<String> all = new ArrayList<>(modules.get(index).labels());
    all.addAll(labels);
    modules.set(index, modules.get(index).withLabels(all));
    return new TaskChange.Grown(bind(index, spec), labels);
  }

  private static void warnWhereTheModelDiffers(TaskModule module, TaskSpec spec) {
    boolean labelsDiffer = !spec.getOpenLabels() && !module.labels().equals(spec.getLabels());
    if (module.kind() != spec.getKind() || labelsDiffer) {
      LOG.warn(
          "Task '{}' is now specified as {} with labels {}, but the model goes on with {} and {}",
          spec.getName(),
          spec.getKind(),
          spec.getLabels(),
          module.kind(),
          module.labels());
    }
    NoAnswer noAnswer = new NoAnswer(spec.getUnanswerable(), spec.getNoAnswerThreshold());
    if (module.kind() == TaskKind.SPAN_EXTRACTION && !noAnswer.equals(module.noAnswer())) {
      LOG.warn(
          "Task '{}' is now specified with {}, but the model goes on with {}",
          spec.getName(),
          noAnswer,
          module.noAnswer());
    }
    ScoreRange range = spec.getScoreRange();
    ScoreScale scale = module.scoreScale();
    if (module.kind() == TaskKind.REGRESSION
        && range != null
        && !scale.equals(new ScoreScale(range.getMinimum(), range.getMaximum()))) {
      LOG.warn(
          "Task '{}' is now specified with scores from {} to {}, but the model goes on with those"
              + " from {} to {}",
          spec.getName(),
          range.getMinimum(),
          range.getMaximum(),
          scale.minimum(),
          scale.maximum());
    }
  }

  private AdoptedTask bind(int index, TaskSpec spec) {
    AdoptedTask task = AdoptedTask.bind(index, modules.get(index), spec);
    adopted.put(spec.getName(), task);
    return task;
  }

  private int indexOf(String task) {
    for (int i = 0; i < modules.size(); i++) {
      if (modules.get(i).task().equals(task)) {
        return i;
      }
    }
    return -1;
  }
}
