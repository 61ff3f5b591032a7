package io.headwater.model.learning;

import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.TaskModule;
import java.util.List;

/** A model that learns; used by one thread at a time. */
public interface Learner extends AutoCloseable {

  /** Returns the shape of the trunk. */
  ModelConfig config();

  /** Returns the tasks, in the order rows and weights refer to them. */
  List<TaskModule> tasks();

  /**
   * Adds a task's module, freshly initialised from the seed and the task's name, the row of a label
   * from the label besides; the optimizer starts anew on them.
   *
   * @throws IllegalArgumentException if the task is known already or its kind has no module
   */
  void adopt(TaskModule module, long seed);

  /**
   * Adds rows to the module of a CLASSIFICATION task: the rows of the labels it has stay as they
   * are, each new one is initialised from the seed, the task's name and the label, whatever the
   * order they come in, where the optimizer starts anew. The counters of updates go on.
   *
   * @param task name of a task the learner has
   * @param labels labels it does not have, in the order of their rows; none change nothing
   * @throws IllegalArgumentException if the task is unknown or of another kind, or a label is not
   *     new
   */
  void grow(String task, List<String> labels, long seed);

  /**
   * Begins to update the parameters once from all rows. Results are to be awaited in the order the
   * steps were begun in.
   *
   * @throws IllegalArgumentException if there are no rows, a row does not fit its task, or a
   *     setting is out of range
   */
  PendingStep begin(List<TrainingRow> rows, StepSettings settings);

  /** Updates the parameters once from all rows, as {@link #begin}, and waits for the result. */
  default StepResult step(List<TrainingRow> rows, StepSettings settings) {
    return begin(rows, settings).await();
  }

  /**
   * Returns the losses of rows as the parameters are now, without learning from them.
   *
   * @return mean loss of each task, by index, as {@link StepResult#losses}
   * @throws IllegalArgumentException if there are no rows, or a row does not fit its task
   */
  List<Double> losses(List<TrainingRow> rows);

  /** Copies parameters and optimizer state; the only pause a checkpoint causes. */
  ModelSnapshot snapshot();

  @Override
  void close();
}
