package io.headwater.model.learning;

/**
 * A step that was begun. On a GPU the device may still be at work, and the next step may be begun
 * before this one's result is asked for.
 */
public interface PendingStep {

  /** Returns whether there is nothing to wait for, as is always so on a CPU. */
  boolean isDone();

  /** Waits for the device where it has to, and returns what the step did. */
  StepResult await();
}
