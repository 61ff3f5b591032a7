package io.headwater.trainer.internal.checkpoint;

import java.time.Duration;

/**
 * Decides when a checkpoint is due; it is then made at the next end of a block.
 *
 * @param steps number of steps after which a checkpoint is due
 * @param interval time after which a checkpoint is due if anything has advanced
 * @param longest time after which a checkpoint is due whatever it costs, if anything has advanced;
 *     raised to {@code interval} if it is shorter
 * @param deadLetterBytes bytes of waiting dead letters at which a checkpoint is due at once
 * @param deadLetterWait how long a dead letter waits for {@code share} at most
 * @param share largest share of time that checkpoints may take from the steps, above 0 and at most
 *     1; after a costly checkpoint the next one waits, whatever the steps and the interval say
 */
public record CutPolicy(
    long steps,
    Duration interval,
    Duration longest,
    long deadLetterBytes,
    Duration deadLetterWait,
    double share) {
  /** The checkpoint being written, the one behind it and the one after that. */
  private static final int COPIES = 3;

  /** Makes {@code longest} no shorter than {@code interval}. */
  public CutPolicy {
    longest = longest.compareTo(interval) < 0 ? interval : longest;
  }

  /**
   * The progress since the previous cut.
   *
   * @param steps number of steps
   * @param advanced whether any position has moved or any task has changed the model
   * @param elapsed time since the previous cut
   * @param deadLetterBytes bytes of the dead letters since then
   * @param deadLetterAge how long the oldest of them has waited
   * @param cost time that a checkpoint takes from the steps
   */
  public record Progress(
      long steps,
      boolean advanced,
      Duration elapsed,
      long deadLetterBytes,
      Duration deadLetterAge,
      Duration cost) {}

  /** Returns whether a checkpoint is due. */
  public boolean isDue(Progress since) {
    if (!since.advanced() || isUrgent(since) || isOver(since.elapsed(), longest)) {
      return since.advanced();
    }
    boolean isTime = since.steps() >= steps || isOver(since.elapsed(), interval);
    return isTime && (isAffordable(since) || hasOldDeadLetters(since));
  }

  /** Returns whether a checkpoint is due even if the previous one is still being written. */
  public boolean isUrgent(Progress since) {
    return since.deadLetterBytes() >= deadLetterBytes;
  }

  /** Returns whether dead letters that cannot be published are so many that learning must wait. */
  public boolean isTooMuch(long bytes) {
    return bytes / COPIES >= deadLetterBytes;
  }

  /** Returns how long after a cut that cost so much the next one is due, if steps are few. */
  public Duration next(Duration cost) {
    double pause = Math.min((double) longest.toNanos(), cost.toNanos() / share);
    return Duration.ofNanos(Math.max(interval.toNanos(), (long) pause));
  }

  private boolean isAffordable(Progress since) {
    return since.elapsed().toNanos() * share >= since.cost().toNanos();
  }

  private boolean hasOldDeadLetters(Progress since) {
    return since.deadLetterBytes() > 0 && isOver(since.deadLetterAge(), deadLetterWait);
  }

  private static boolean isOver(Duration time, Duration limit) {
    return time.compareTo(limit) >= 0;
  }
}
