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
   * Adds a task's module, with fresh optimizer state. Its initial values depend on the seed and the
   * task's name; those of a label's row depend on the label as well.
   *
   * @throws IllegalArgumentException if the task is known already or its kind has no module
   */
  void adopt(TaskModule module, long seed);

  /**
   * Adds labels to the module of a CLASSIFICATION task. The rows of its present labels stay as they
   * are. Each new row is initialised from the seed, the task's name and the label, whatever the
   * order in which labels come, and gets fresh optimizer state. The counters of updates continue.
   *
   * @param task name of a task the learner has
   * @param labels new labels, in the order of their rows; an empty list changes nothing
   * @throws IllegalArgumentException if the task is unknown or of another kind, or a label is not
   *     new
   */
  void grow(String task, List<String> labels, long seed);

  /**
   * Begins to update the parameters once from all rows. Await the results in the order in which the
   * steps were begun.
   *
   * @throws IllegalArgumentException if there are no rows, a row does not fit its task, or a
   *     setting is out of range
   */
  PendingStep begin(List<TrainingRow> rows, StepSettings settings);

  /**
   * Updates the parameters once from all rows, as {@link #begin} does, and waits for the result.
   */
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

  /** Copies parameters and optimizer state; this is the only time a checkpoint pauses training. */
  ModelSnapshot snapshot();

  @Override
  void close();
}
