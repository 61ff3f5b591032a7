package io.headwater.model.learning;

/**
 * A step that was begun. On a GPU the device may still be at work, and the next step may be begun
 * before this one's result is asked for.
 */
public interface PendingStep {

  /** Returns whether {@link #await} would return without waiting, as it always does on a CPU. */
  boolean isDone();

  /** Waits for the device if necessary, and returns what the step did. */
  StepResult await();
}
