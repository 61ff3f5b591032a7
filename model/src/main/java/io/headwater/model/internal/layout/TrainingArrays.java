package io.headwater.model.internal.layout;

/** What the methods of training take and return. */
public final class TrainingArrays {
  private TrainingArrays() {}

  /** Integers of {@code forward} and {@code evaluate}. */
  public enum PassCall implements ProgramName {
    /** 1 if {@code backward} computes the layers again, to save memory, else 0. */
    RECOMPUTE,
    /** Here begin the {@link TaskArrays.TaskEntry entries} of the present tasks. */
    TASKS
  }

  /** What {@code forward} hands to {@code backward}. */
  public enum ForwardResult implements ProgramName {
    /** Losses to report of the present tasks (tasks). */
    REPORTED,
    /**
     * Here begin the losses to minimise, one for each present task. After them come the leaves, one
     * for each parameter. If layers are computed again, the states before each layer follow, and
     * then a leaf with the states after the last.
     */
    MINIMISED
  }

  /** Integers of {@code backward}. */
  public enum BackwardCall implements ProgramName {
    /** Number of present tasks. */
    TASKS,
    /** Number of parameters. */
    PARAMETERS,
    /** 1 if the graph will be used again, else 0. */
    AGAIN,
    /** The first task, among those present, whose loss is in the sum. */
    FIRST_TASK
  }

  /** Sizes of sets of gradients that lie end to end. */
  public enum GradientSets implements ProgramName {
    /** Number of sets. */
    SETS,
    /** Number of parameters, and so of gradients in a set. */
    PARAMETERS,
    /** Number of parameters, from the first on, whose gradients count in the products. */
    COMPARED
  }
}
