package io.headwater.trainer;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How a trainer is doing.
 *
 * @param state what it is about
 * @param turning whether the thread that waits to lead, and then makes the steps, goes on
 * @param epoch its epoch; 0 before it leads
 * @param step last step done
 * @param version newest version announced
 * @param examples rows trained on since the start
 * @param tokens tokens of those rows, padding not counted
 * @param deadLetters refused records since the start, by reason
 * @param tokensPerSecond tokens trained on, over the last seconds
 * @param tasks the tasks, by name
 * @param lag offsets between what was trained through and the ends of the logs, those of paused and
 *     retired tasks not counted; empty before they are known
 * @param lastStallMillis pause of the last checkpoint
 * @param longestStallMillis longest pause of a checkpoint
 * @param waitingMillis time the step thread has waited for batches
 * @param computingMillis time the step thread has computed
 */
public record TrainerStatus(
    State state,
    boolean turning,
    int epoch,
    long step,
    OptionalLong version,
    long examples,
    long tokens,
    Map<String, Long> deadLetters,
    double tokensPerSecond,
    Map<String, TaskStatus> tasks,
    OptionalLong lag,
    double lastStallMillis,
    double longestStallMillis,
    double waitingMillis,
    double computingMillis) {

  /** What a trainer is about. */
  public enum State {
    /** Connecting. */
    STARTING,
    /** Waiting for the right to train the model. */
    STANDBY,
    /** Loading the newest checkpoint, or making version 0. */
    RECOVERING,
    /** Learning what arrives. */
    TRAINING,
    /** Making the last checkpoint. */
    CLOSING,
    /** Stopped as it was told. */
    CLOSED,
    /** Stopped by a failure. */
    FAILED
  }

  /**
   * How a task is doing.
   *
   * @param loss mean loss at its last step, in nats per label or target token; NaN before
   * @param weight its weight at that step
   * @param rows rows trained on since the start
   */
  public record TaskStatus(double loss, double weight, long rows) {}

  /**
   * Returns whether the trainer leads its model, or stands by to do so, and does not hang. How long
   * it takes to recover depends on the model, and is not judged.
   */
  public boolean isAtWork() {
    return state == State.RECOVERING
        || (turning && (state == State.STANDBY || state == State.TRAINING));
  }

  /** Copies the collections. */
  public TrainerStatus {
    deadLetters = Map.copyOf(deadLetters);
    tasks = Map.copyOf(tasks);
  }

  /** Returns the most telling figures in one line. */
  public String toText() {
    return String.format(
        Locale.ROOT,
        "%s, epoch %d: step %,d, %,d examples learned (%,.0f tokens/s), %s, %s, %,d dead letters",
        state.name().toLowerCase(Locale.ROOT),
        epoch,
        step,
        examples,
        tokensPerSecond,
        lag.isPresent() ? "lag " + lag.getAsLong() : "lag unknown",
        version.isPresent() ? "version " + version.getAsLong() : "no version",
        deadLetters.values().stream().mapToLong(Long::longValue).sum());
  }
}
