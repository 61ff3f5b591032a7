package io.headwater.trainer;

import io.headwater.service.terminal.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The status of a trainer.
 *
 * @param state what the trainer is doing
 * @param turning whether the step thread, which waits to lead and then makes the steps, is making
 *     progress
 * @param epoch the trainer's epoch; 0 before it leads
 * @param step last step done
 * @param version newest version announced
 * @param examples rows trained on since the start
 * @param tokens tokens of those rows, padding not counted
 * @param deadLetters refused records since the start, by reason
 * @param tokensPerSecond tokens trained on per second, over the last few seconds
 * @param tasks status of each task, by name
 * @param lag offsets left to train on up to the ends of the logs, without those of paused and
 *     retired tasks; empty until the ends are known
 * @param lastStallMillis how long the last checkpoint paused training
 * @param longestStallMillis longest pause that a checkpoint caused
 * @param waitingMillis time the step thread has spent waiting for batches
 * @param computingMillis time the step thread has spent computing
 * @param trouble why no checkpoint is written now; empty while they are written as they should be
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
    double computingMillis,
    Optional<String> trouble) {

  /** What a trainer is doing. */
  public enum State {
    /** Connecting. */
    STARTING,
    /** Waiting for the right to train the model. */
    STANDBY,
    /** Loading the newest checkpoint, or making version 0. */
    RECOVERING,
    /** Learning from the examples that arrive. */
    TRAINING,
    /** Making the last checkpoint. */
    CLOSING,
    /** Stopped because it was told to. */
    CLOSED,
    /** Stopped by a failure. */
    FAILED
  }

  /**
   * The status of a task.
   *
   * @param loss mean loss at the task's last step, in nats per label or target token; NaN before
   *     its first step
   * @param weight the task's weight at that step
   * @param rows rows of the task trained on since the start
   */
  public record TaskStatus(double loss, double weight, long rows) {}

  /**
   * Returns whether the trainer leads its model, or stands by to lead it, does not hang, and can
   * write checkpoints. A recovering trainer need not turn, since the time to recover depends on the
   * model.
   */
  public boolean isAtWork() {
    boolean isAlive =
        state == State.RECOVERING
            || (turning && (state == State.STANDBY || state == State.TRAINING));
    return isAlive && trouble.isEmpty();
  }

  /** Copies the collections. */
  public TrainerStatus {
    deadLetters = Map.copyOf(deadLetters);
    tasks = Map.copyOf(tasks);
  }

  /** Returns the most important figures in one line. */
  public String toText() {
    return String.format(
        Locale.ROOT,
        "%s, epoch %d: step %,d, %,d examples learned (%,.0f tokens/s), %s, %s, %,d dead letters%s",
        state.name().toLowerCase(Locale.ROOT),
        epoch,
        step,
        examples,
        tokensPerSecond,
        lag.isPresent() ? "lag " + lag.getAsLong() : "lag unknown",
        version.isPresent() ? "version " + version.getAsLong() : "no version",
        deadLetters.values().stream().mapToLong(Long::longValue).sum(),
        trouble.map(reason -> "; no checkpoint: " + reason).orElse(""));
  }

  /**
   * Returns what was done since the start, in lines for people.
   *
   * @param model name of the model
   * @param store where its versions are
   * @param took time since the start
   */
  List<String> summary(String model, String store, Duration took) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "Learned %,d examples in %d min %d s (%,.0f tokens/s); the model is at step %,d;"
                + " %,d dead letters.",
            examples,
            took.toMinutes(),
            took.toSecondsPart(),
            tokens / Math.max(1, took.toMillis() / 1000.0),
            step,
            deadLetters.values().stream().mapToLong(Long::longValue).sum()));
    Table table = new Table("task", "examples", "last loss");
    new TreeMap<>(tasks)
        .forEach(
            (name, task) ->
                table.row(
                    name,
                    String.format(Locale.ROOT, "%,d", task.rows()),
                    String.format(Locale.ROOT, "%.3f", task.loss())));
    if (!tasks.isEmpty()) {
      lines.addAll(table.lines());
    }
    lines.add(
        version.isPresent()
            ? "Version %d of model %s is its last, in %s; the next start goes on from it."
                .formatted(version.getAsLong(), model, store)
            : "No version of model %s was announced.".formatted(model));
    trouble.ifPresent(reason -> lines.add("What was learned since is not kept: " + reason));
    return lines;
  }
}
