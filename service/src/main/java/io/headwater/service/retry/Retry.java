package io.headwater.service.retry;

import io.headwater.schemas.KafkaFutures;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * How to retry while a broker, a registry or a topic is away: after a short wait first, and after
 * twice as long each further time.
 *
 * <p>Every failure that is waited out is logged as {@code Cannot WHAT now (WHY); trying again in N
 * ms}.
 *
 * @param first wait after the first failure
 * @param longest longest wait
 * @param bound time from the first failure after which it gives up; empty to retry forever
 */
public record Retry(Duration first, Duration longest, Optional<Duration> bound) {

  /** Waits from 200 ms up to 10 s, and retries for as long as it takes. */
  public static final Retry USUAL = new Retry(Duration.ofMillis(200), Duration.ofSeconds(10));

  /**
   * For a loop that polls: retries for at most two minutes, well below the five minutes after which
   * a consumer that does not poll is removed from its group.
   */
  public static final Retry BETWEEN_POLLS = USUAL.within(Duration.ofMinutes(2));

  /**
   * A call that may fail temporarily.
   *
   * @param <T> type of the answer
   * @param <X> type of the checked exceptions, which are never retried
   */
  @FunctionalInterface
  public interface Call<T, X extends Exception> {
    /** Makes the call once. */
    T call() throws X;
  }

  /** Checks that all times are positive and that no wait is longer than {@code longest}. */
  public Retry {
    if (!isPositive(first) || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("waits from " + first + " to " + longest);
    }
    if (bound.isPresent() && !isPositive(bound.get())) {
      throw new IllegalArgumentException("bound of " + bound.get());
    }
  }

  /** Makes a retry without a bound. */
  public Retry(Duration first, Duration longest) {
    this(first, longest, Optional.empty());
  }

  private static boolean isPositive(Duration time) {
    return !time.isNegative() && !time.isZero();
  }

  /** Returns a retry with the same waits and a bound. */
  public Retry within(Duration time) {
    return new Retry(first, longest, Optional.of(time));
  }

  /**
   * Repeats a call until it returns an answer, or fails in a way that {@linkplain
   * KafkaFutures#isPassing does not pass}; that failure is thrown.
   *
   * @param what what is done, for the log: it completes "Cannot ..."
   * @param closing ends the waiting early
   * @return the answer
   * @throws StoppedException if closing was signalled after the last call had failed
   * @throws KafkaException if the failure is final, or the bound is over
   * @throws InterruptException if the thread is interrupted while it waits, as Kafka's clients do;
   *     it stays interrupted
   */
  public <T, X extends Exception> T call(String what, Closing closing, Call<T, X> call) throws X {
    return call(what, backoff(closing), call);
  }

  /**
   * Calls as {@link #call(String, Closing, Call)} does; only an interrupt ends the waiting early.
   */
  public <T, X extends Exception> T call(String what, Call<T, X> call) throws X {
    return call(what, Closing.NEVER, call);
  }

  static <T, X extends Exception> T call(String what, Backoff backoff, Call<T, X> call) throws X {
    while (true) {
      try {
        return call.call();
      } catch (KafkaException e) {
        if (!KafkaFutures.isPassing(e) || backoff.isSpent()) {
          throw e;
        }
        if (!backoff.pause(what, e)) {
          if (Thread.currentThread().isInterrupted()) {
            throw new InterruptException("interrupted while waiting to " + what);
          }
          throw new StoppedException(what, e);
        }
      }
    }
  }

  /** Returns a backoff at its shortest wait, for a loop that decides by itself what to repeat. */
  public Backoff backoff(Closing closing) {
    return backoff(closing, System::nanoTime);
  }

  /** Returns a backoff that uses the given clock, in nanoseconds. */
  Backoff backoff(Closing closing, LongSupplier nanos) {
    return new Backoff(this, closing, nanos);
  }
}
