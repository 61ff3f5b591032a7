package io.headwater.trainer.checkpoint;

import java.time.Duration;

/**
 * When a checkpoint is due, at the next end of a block.
 *
 * @param steps after this many steps
 * @param interval after this long, where anything has advanced
 * @param deadLetterBytes when waiting dead letters hold this many bytes
 */
public record CutPolicy(long steps, Duration interval, long deadLetterBytes) {

  /**
   * What has happened since the cut before.
   *
   * @param steps steps
   * @param advanced whether any position has moved or any task was adopted
   * @param elapsed time
   * @param deadLetterBytes bytes of the dead letters
   */
  public record Progress(long steps, boolean advanced, Duration elapsed, long deadLetterBytes) {}

  /** Returns whether a checkpoint is due. */
  public boolean isDue(Progress since) {
    return since.advanced()
        && (since.steps() >= steps || since.elapsed().compareTo(interval) >= 0 || isUrgent(since));
  }

  /** Returns whether it has to be made even if the one before is still being written. */
  public boolean isUrgent(Progress since) {
    return since.deadLetterBytes() >= deadLetterBytes;
  }
}
