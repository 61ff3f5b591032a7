package io.headwater.trainer.assembly;

import io.headwater.model.TaskModule;
import io.headwater.schemas.TaskSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tasks the model has, as the assemble thread knows them; adopts new ones between blocks. */
public final class TaskRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(TaskRegistry.class);

  private final ModulePlanner planner;
  private final List<TaskModule> modules;
  private final Map<String, AdoptedTask> adopted = new HashMap<>();
  private final Map<String, TaskSpec> seen = new HashMap<>();
  private final Set<String> refused = new HashSet<>();

  /**
   * What a look at the specifications changed.
   *
   * @param task the task as it is now
   * @param isNew whether the model has to adopt its module first
   */
  public record Change(AdoptedTask task, boolean isNew) {}

  /** Makes a registry that starts with the modules of the model. */
  public TaskRegistry(ModulePlanner planner, List<TaskModule> modules) {
    this.planner = planner;
    this.modules = new ArrayList<>(modules);
  }

  /** Takes over new and changed specifications, by task name. */
  public List<Change> update(SortedMap<String, TaskSpec> specs) {
    List<Change> changes = new ArrayList<>();
    specs.forEach(
        (name, spec) -> {
          if (!spec.equals(seen.put(name, spec))) {
            change(spec).ifPresent(changes::add);
          }
        });
    return changes;
  }

  /** Returns a task the model has and whose specification is known. */
  public Optional<AdoptedTask> adopted(String task) {
    return Optional.ofNullable(adopted.get(task));
  }

  /** Returns whether a task is specified but cannot be learned. */
  public boolean isRefused(String task) {
    return refused.contains(task);
  }

  private Optional<Change> change(TaskSpec spec) {
    int index = indexOf(spec.getName());
    if (index >= 0) {
      return Optional.of(rebind(index, spec));
    }
    ModulePlanner.Plan plan = planner.plan(spec, modules);
    if (plan instanceof ModulePlanner.Plan.Module planned) {
      refused.remove(spec.getName());
      modules.add(planned.module());
      return Optional.of(new Change(put(modules.size() - 1, spec), true));
    }
    if (plan instanceof ModulePlanner.Plan.Refused refusal) {
      refused.add(spec.getName());
      LOG.error(
          "Task '{}' is not learned and its partitions stay where they are: {}",
          spec.getName(),
          refusal.reason());
    }
    return Optional.empty();
  }

  private Change rebind(int index, TaskSpec spec) {
    TaskModule module = modules.get(index);
    if (module.kind() != spec.getKind() || !module.labels().equals(spec.getLabels())) {
      LOG.warn(
          "Task '{}' is now specified as {} with labels {}, but the model goes on with {} and {}",
          spec.getName(),
          spec.getKind(),
          spec.getLabels(),
          module.kind(),
          module.labels());
    }
    return new Change(put(index, spec), false);
  }

  private AdoptedTask put(int index, TaskSpec spec) {
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
