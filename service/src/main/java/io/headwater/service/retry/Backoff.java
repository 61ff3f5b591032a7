package io.headwater.service.retry;

import io.headwater.schemas.KafkaFutures;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the steps of a {@link Retry} for a loop that the caller owns: the loop pauses after each
 * failure and resets the waits after a success.
 *
 * <p>Safe for use by several threads, which share the growth of the waits.
 */
public final class Backoff {
  private static final Logger log = LoggerFactory.getLogger(Backoff.class);

  private final Retry retry;
  private final Closing closing;
  private final LongSupplier nanos;
  private Duration next;
  private OptionalLong failedFirst = OptionalLong.empty();

  Backoff(Retry retry, Closing closing, LongSupplier nanos) {
    this.retry = retry;
    this.closing = closing;
    this.nanos = nanos;
    this.next = retry.first();
  }

  /**
   * Logs a failure and waits, longer each time. The stack trace is logged too, unless the failure
   * passes by itself.
   *
   * @param what what has failed, for the log: it completes "Cannot ..."
   * @return whether to try again. False if closing was signalled before, which returns at once and
   *     logs nothing, or during the wait. Also false if the thread is interrupted or the failure
   *     was an interrupt; the thread stays interrupted
   */
  public boolean pause(String what, Throwable failure) {
    if (failure instanceof InterruptException) {
      Thread.currentThread().interrupt();
    }
    return pause(wait -> say(what, failure, wait));
  }

  /**
   * Logs a failure without a stack trace and waits, longer each time.
   *
   * @param what what has failed, for the log: it completes "Cannot ..."
   * @param why why it has failed
   * @return whether to try again, as {@link #pause(String, Throwable)}
   */
  public boolean pause(String what, String why) {
    return pause(wait -> say(what, why, wait));
  }

  private boolean pause(Consumer<Duration> saying) {
    try {
      if (closing.await(Duration.ZERO)) {
        return false;
      }
      Duration wait = step();
      saying.accept(wait);
      return !closing.await(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void say(String what, Throwable failure, Duration wait) {
    String why = reason(failure);
    if (KafkaFutures.isPassing(failure)) {
      say(what, why, wait);
      log.debug("Cannot {}", what, failure);
    } else {
      log.warn("Cannot {} now ({}); trying again in {} ms", what, why, wait.toMillis(), failure);
    }
  }

  private static void say(String what, String why, Duration wait) {
    log.warn("Cannot {} now ({}); trying again in {} ms", what, why, wait.toMillis());
  }

  /**
   * Returns the messages of a failure and its causes: Kafka often says what it was doing, and only
   * the cause says why that failed.
   */
  private static String reason(Throwable failure) {
    StringBuilder text = new StringBuilder(failure.toString());
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (text.indexOf(message) < 0) {
        text.append(": ").append(message);
      }
    }
    return text.toString();
  }

  /** Returns the wait that is due, and makes the next one longer. */
  private synchronized Duration step() {
    long now = nanos.getAsLong();
    if (failedFirst.isEmpty()) {
      failedFirst = OptionalLong.of(now);
    }
    Duration wait = retry.bound().map(bound -> shorter(next, left(bound, now))).orElse(next);
    next = shorter(next.multipliedBy(2), retry.longest());
    return wait;
  }

  private Duration left(Duration bound, long now) {
    Duration left = bound.minusNanos(now - failedFirst.orElse(now));
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Returns whether the bound is used up, so that another pause makes no sense. */
  public synchronized boolean isSpent() {
    long now = nanos.getAsLong();
    return retry.bound().filter(bound -> left(bound, now).isZero()).isPresent();
  }

  /** Goes back to the shortest wait after a success. */
  public synchronized void reset() {
    next = retry.first();
    failedFirst = OptionalLong.empty();
  }
}
