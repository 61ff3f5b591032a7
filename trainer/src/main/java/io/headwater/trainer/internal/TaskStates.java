package io.headwater.trainer.internal;

import io.headwater.schemas.TaskState;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The states of tasks that are not ACTIVE, as checkpoints hold them. */
final class TaskStates {
  private static final String KEY = "task.state.";

  private final SortedMap<String, TaskState> states = new TreeMap<>();

  /** Makes task states from those a checkpoint holds. */
  TaskStates(Map<String, String> stored) {
    stored.forEach(
        (key, state) -> {
          if (key.startsWith(KEY)) {
            states.put(key.substring(KEY.length()), TaskState.valueOf(state));
          }
        });
  }

  /** Sets a task's state and returns the previous one. */
  TaskState set(String task, TaskState state) {
    TaskState before = states.getOrDefault(task, TaskState.ACTIVE);
    if (state == TaskState.ACTIVE) {
      states.remove(task);
    } else {
      states.put(task, state);
    }
    return before;
  }

  /** Returns the states as a checkpoint stores them. */
  Map<String, String> store() {
    Map<String, String> stored = new HashMap<>();
    states.forEach((task, state) -> stored.put(KEY + task, state.name()));
    return stored;
  }
}
