package io.headwater.trainer.internal.assembly;

import io.headwater.schemas.TaskState;
import java.util.List;

/** A change of a task between two blocks that the step thread has to know of. */
public sealed interface TaskChange {
  /**
   * The model has to adopt a task and its module.
   *
   * @param task the task
   */
  record Adopted(AdoptedTask task) implements TaskChange {}

  /**
   * A task's module has to grow.
   *
   * @param task the task as it is from now on
   * @param labels the new labels, in the order of their rows
   */
  record Grown(AdoptedTask task, List<String> labels) implements TaskChange {
    /** Copies the labels. */
    public Grown {
      labels = List.copyOf(labels);
    }
  }

  /**
   * A task that the model has is specified, for the first time or anew.
   *
   * @param task the task as it is from now on
   */
  record Specified(AdoptedTask task) implements TaskChange {}

  /**
   * A task's state was seen; it may be unchanged.
   *
   * @param task name of the task
   * @param state state of the task from now on
   */
  record StateSeen(String task, TaskState state) implements TaskChange {}
}
