package io.headwater.trainer.internal.checkpoint;

import java.time.Duration;

/**
 * Decides when a checkpoint is due; it is then made at the next end of a block.
 *
 * @param steps number of steps after which a checkpoint is due
 * @param interval time after which a checkpoint is due if anything has advanced
 * @param deadLetterBytes bytes of waiting dead letters at which a checkpoint is due at once
 * @param share largest share of time to spend writing checkpoints, above 0 and at most 1; after a
 *     slow checkpoint the next one waits, whatever the steps and the interval say
 */
public record CutPolicy(long steps, Duration interval, long deadLetterBytes, double share) {

  /**
   * The progress since the previous cut.
   *
   * @param steps number of steps
   * @param advanced whether any position has moved or any task has changed the model
   * @param elapsed time since the previous cut
   * @param deadLetterBytes bytes of the dead letters since then
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

  /** Returns whether a checkpoint is due even if the previous one is still being written. */
  public boolean isUrgent(Progress since) {
    return since.deadLetterBytes() >= deadLetterBytes;
  }
}
