package io.headwater.trainer.internal;

import io.headwater.service.health.Heartbeat;
import io.headwater.trainer.TrainerStatus;
import io.headwater.trainer.TrainerStatus.State;
import io.headwater.trainer.TrainerStatus.TaskStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Collects the trainer's status; safe for use by many threads. */
public final class StatusBoard {
  private static final long WINDOW = TimeUnit.SECONDS.toNanos(10);

  private record Done(long at, int tokens) {}

  private final Heartbeat turns = new Heartbeat(Heartbeat.LONGEST_TURN);
  private State state = State.STARTING;
  private int epoch;
  private long step;
  private OptionalLong version = OptionalLong.empty();
  private long examples;
  private long tokens;
  private final Map<String, Long> deadLetters = new HashMap<>();
  private final Map<String, TaskStatus> tasks = new HashMap<>();
  private final Deque<Done> recent = new ArrayDeque<>();
  private volatile Supplier<OptionalLong> lag = OptionalLong::empty;
  private volatile Supplier<Optional<String>> trouble = Optional::empty;
  private double lastStallMillis;
  private double longestStallMillis;
  private double waitingMillis;
  private double computingMillis;

  synchronized void enter(State next) {
    state = next;
  }

  /** Notes that a session begins, and forgets what only the one before it could tell. */
  synchronized void begin() {
    state = State.STARTING;
    lag = OptionalLong::empty;
    trouble = Optional::empty;
  }

  /** Notes that the step thread is alive, whether or not there is anything to learn. */
  void turned() {
    turns.beat();
  }

  synchronized void resumed(
      int newEpoch, long atStep, OptionalLong newest, Supplier<OptionalLong> currentLag) {
    epoch = newEpoch;
    step = atStep;
    version = newest;
    lag = currentLag;
  }

  /** Asks from now on whether checkpoints are written as they should be. */
  void watch(Supplier<Optional<String>> checkpoints) {
    trouble = checkpoints;
  }

  synchronized void announced(long newest) {
    version = OptionalLong.of(newest);
  }

  synchronized void stalled(double millis) {
    lastStallMillis = millis;
    longestStallMillis = Math.max(longestStallMillis, millis);
  }

  synchronized void refused(String reason) {
    deadLetters.merge(reason, 1L, Long::sum);
  }

  synchronized void stepped(long number, int rows, int size, double waiting, double computing) {
    step = number;
    examples += rows;
    tokens += size;
    waitingMillis += waiting;
    computingMillis += computing;
    recent.add(new Done(System.nanoTime(), size));
    forgetOld();
  }

  synchronized void task(String name, double loss, double weight, int rows) {
    TaskStatus before = tasks.getOrDefault(name, new TaskStatus(Double.NaN, 0, 0));
    tasks.put(name, new TaskStatus(loss, weight, before.rows() + rows));
  }

  /** Returns the status now. */
  public TrainerStatus status() {
    // Asked outside this lock: a supplier's lock may be held by a thread that writes here.
    return status(lag.get(), trouble.get());
  }

  private synchronized TrainerStatus status(OptionalLong lagNow, Optional<String> troubleNow) {
    forgetOld();
    long span = recent.isEmpty() ? 1 : Math.max(1, System.nanoTime() - recent.peekFirst().at());
    double seconds = Math.max(1, span / 1e9);
    return new TrainerStatus(
        state,
        turns.isAlive(),
        epoch,
        step,
        version,
        examples,
        tokens,
        deadLetters,
        recent.stream().mapToInt(Done::tokens).sum() / seconds,
        tasks,
        lagNow,
        lastStallMillis,
        longestStallMillis,
        waitingMillis,
        computingMillis,
        troubleNow);
  }

  private void forgetOld() {
    long oldest = System.nanoTime() - WINDOW;
    while (!recent.isEmpty() && recent.peekFirst().at() < oldest) {
      recent.removeFirst();
    }
  }
}
