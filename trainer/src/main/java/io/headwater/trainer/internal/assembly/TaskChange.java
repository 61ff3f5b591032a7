package io.headwater.trainer.internal.assembly;

import io.headwater.schemas.TaskState;
import java.util.List;

/** What became of a task between two blocks, as the step thread has to know it. */
public sealed interface TaskChange {
  /**
   * The model has to adopt a task's module.
   *
   * @param task the task
   */
  record Adopted(AdoptedTask task) implements TaskChange {}

  /**
   * A task's module has to grow.
   *
   * @param task the task as it is from now on
   * @param labels labels that are new, in the order of their rows
   */
  record Grown(AdoptedTask task, List<String> labels) implements TaskChange {
    /** Copies the labels. */
    public Grown {
      labels = List.copyOf(labels);
    }
  }

  /**
   * A task of the model is specified, anew or for the first time.
   *
   * @param task the task as it is from now on
   */
  record Specified(AdoptedTask task) implements TaskChange {}

  /**
   * A task's state was looked at; it may be what it was.
   *
   * @param task name of the task
   * @param state its state from now on
   */
  record StateSeen(String task, TaskState state) implements TaskChange {}
}
