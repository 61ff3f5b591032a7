package io.headwater.trainer.internal.checkpoint;

import java.time.Duration;

/**
 * When a checkpoint is due, at the next end of a block.
 *
 * @param steps after this many steps
 * @param interval after this long, where anything has advanced
 * @param deadLetterBytes when waiting dead letters hold this many bytes
 * @param share most of the time that may go into writing checkpoints, above 0 and at most 1: where
 *     the last took long, the next waits, whatever the steps and the time
 */
public record CutPolicy(long steps, Duration interval, long deadLetterBytes, double share) {

  /**
   * What has happened since the cut before.
   *
   * @param steps steps
   * @param advanced whether any position has moved or any task was adopted
   * @param elapsed time
   * @param deadLetterBytes bytes of the dead letters
   * @param writing time it took to write the last checkpoint
   */
  public record Progress(
      long steps, boolean advanced, Duration elapsed, long deadLetterBytes, Duration writing) {}

  /** Returns whether a checkpoint is due. */
  public boolean isDue(Progress since) {
    if (!since.advanced() || isUrgent(since)) {
      return since.advanced();
    }
    boolean isTime = since.steps() >= steps || since.elapsed().compareTo(interval) >= 0;
    return isTime && since.elapsed().toNanos() * share >= since.writing().toNanos();
  }

  /** Returns whether it has to be made even if the one before is still being written. */
  public boolean isUrgent(Progress since) {
    return since.deadLetterBytes() >= deadLetterBytes;
  }
}
