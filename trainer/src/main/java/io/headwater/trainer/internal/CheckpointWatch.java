package io.headwater.trainer.internal;

import io.headwater.trainer.internal.checkpoint.CutPolicy;
import io.headwater.trainer.internal.checkpoint.Stage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how checkpoints are written: what they cost the steps, how long the oldest has waited,
 * and what is wrong. Safe for use by many threads.
 *
 * <p>Only work counts as cost: the copy of the model, for which the steps stand still, and the
 * processor time of the writing thread. A disk or a broker that lets the thread wait takes nothing
 * from the steps.
 */
final class CheckpointWatch {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointWatch.class);

  /** After how long a checkpoint in work counts as slow. */
  static final Duration SLOW = Duration.ofSeconds(10);

  /** The cheapest of so many counts, since the first ones also load code and fill caches. */
  private static final int REMEMBERED = 3;

  private final String store;
  private final CutPolicy policy;
  private final LongSupplier nanoTime;
  private final LongSupplier processorTime;
  private final Deque<Duration> costs =
      new ArrayDeque<>(Collections.nCopies(REMEMBERED, Duration.ZERO));
  private OptionalLong behindSince = OptionalLong.empty();
  private OptionalLong begunAt = OptionalLong.empty();
  private Optional<String> failure = Optional.empty();
  private Stage stage = Stage.QUEUED;
  private long version;
  private long processorTimeBefore;
  private boolean isSlowSaid;
  private boolean isHangSaid;

  /**
   * Makes a watch.
   *
   * @param store where checkpoints are stored, for messages
   * @param nanoTime clock, like {@link System#nanoTime()}
   * @param processorTime nanoseconds that the calling thread has kept a processor busy
   */
  CheckpointWatch(
      String store, CutPolicy policy, LongSupplier nanoTime, LongSupplier processorTime) {
    this.store = store;
    this.policy = policy;
    this.nanoTime = nanoTime;
    this.processorTime = processorTime;
  }

  /** Notes that a cut waits to be written. */
  synchronized void queued() {
    if (behindSince.isEmpty()) {
      behindSince = OptionalLong.of(nanoTime.getAsLong());
    }
  }

  /** Notes that the calling thread begins to write a version. */
  synchronized void begins(long begun) {
    version = begun;
    stage = Stage.QUEUED;
    begunAt = OptionalLong.of(nanoTime.getAsLong());
    processorTimeBefore = processorTime.getAsLong();
  }

  /** Notes what the version in work waits for. */
  synchronized void enters(Stage next) {
    stage = next;
  }

  /** Notes that the version in work could not be stored, but may be later. */
  synchronized void failed(String reason) {
    begunAt = OptionalLong.empty();
    failure = Optional.of(reason);
  }

  /**
   * Notes that the version in work is announced; called by the thread that has written it.
   *
   * @param stall time for which the steps stood still for it
   * @param isLast whether no other cut waits
   */
  synchronized void announced(Duration stall, boolean isLast) {
    long now = nanoTime.getAsLong();
    Duration took = Duration.ofNanos(now - begunAt.orElse(now));
    Duration cost = stall.plusNanos(processorTime.getAsLong() - processorTimeBefore);
    costs.removeFirst();
    costs.addLast(cost);
    if (failure.isPresent() || took.compareTo(SLOW) >= 0) {
      LOG.info(
          "Version {} is announced, {} s after its writing began; it took {} s from the steps, and"
              + " the next is due {} s after it",
          version,
          seconds(took),
          seconds(cost),
          seconds(policy.next(cost())));
    }
    behindSince = isLast ? OptionalLong.empty() : OptionalLong.of(now);
    begunAt = OptionalLong.empty();
    failure = Optional.empty();
    isSlowSaid = false;
    isHangSaid = false;
  }

  /** Returns what a checkpoint takes from the steps; a single costly one does not count. */
  synchronized Duration cost() {
    return Collections.min(costs);
  }

  /** Returns for how long something waits to be announced while nothing is; zero if all is. */
  synchronized Duration behind() {
    return behindSince.isPresent() ? since(behindSince.getAsLong()) : Duration.ZERO;
  }

  /** Returns why the last attempt to store a checkpoint failed, if it did. */
  synchronized Optional<String> failure() {
    return failure;
  }

  /** Returns whether the version in work cannot be expected to be announced soon. */
  synchronized boolean isStuck() {
    return failure.isPresent() || inWork().compareTo(SLOW) >= 0;
  }

  /** Returns why no checkpoint is written now, if something is wrong. */
  synchronized Optional<String> trouble() {
    if (failure.isPresent()) {
      return Optional.of("version " + version + " cannot be stored: " + failure.get());
    }
    return isHanging()
        ? Optional.of(
            "version " + version + " has waited " + seconds(inWork()) + " s for " + awaited())
        : Optional.empty();
  }

  /** Says, once each, that the version in work is slow and that it seems to hang. */
  synchronized void look() {
    if (!isSlowSaid && inWork().compareTo(SLOW) >= 0) {
      isSlowSaid = true;
      LOG.info(
          "Version {} has waited {} s for {}; learning goes on, and the next version is due {} s"
              + " after it at the latest",
          version,
          seconds(inWork()),
          awaited(),
          seconds(policy.longest()));
    }
    if (!isHangSaid && isHanging()) {
      isHangSaid = true;
      LOG.warn("No checkpoint is written: {}", trouble().orElse(""));
    }
  }

  private boolean isHanging() {
    return inWork().compareTo(SLOW) >= 0 && inWork().compareTo(policy.longest()) >= 0;
  }

  private Duration inWork() {
    return begunAt.isPresent() ? since(begunAt.getAsLong()) : Duration.ZERO;
  }

  private Duration since(long time) {
    return Duration.ofNanos(nanoTime.getAsLong() - time);
  }

  private String awaited() {
    return stage == Stage.STORE ? stage.text() + ", " + store : stage.text();
  }

  private static long seconds(Duration time) {
    return time.toSeconds();
  }
}
