package io.headwater.service.streams;

import io.headwater.service.retry.Backoff;
import io.headwater.service.retry.Closing;
import io.headwater.service.retry.Retry;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running topology; a thread that fails is replaced, after ever longer waits. */
public final class StreamsApplication {
  private static final Logger log = LoggerFactory.getLogger(StreamsApplication.class);

  /** Longer than the longest pause plus the time that a new thread takes to fail again. */
  private static final Duration LATELY = Retry.USUAL.longest().multipliedBy(3);

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Backoff backoff = Retry.USUAL.backoff(Closing.of(closed));
  private final String name;
  private final KafkaStreams streams;
  private OptionalLong failedAt = OptionalLong.empty();
  private volatile Optional<Throwable> lastCause = Optional.empty();

  /**
   * Starts a topology.
   *
   * @param name name of the topology for the log, such as "metrics topology"
   */
  public StreamsApplication(String name, Topology topology, Properties properties) {
    this.name = name;
    this.streams = new KafkaStreams(topology, properties);
    streams.setUncaughtExceptionHandler(this::replace);
    streams.setStateListener(
        (now, before) -> {
          if (now == KafkaStreams.State.RUNNING) {
            backoff.reset();
          }
        });
    streams.start();
  }

  /**
   * Returns whether records are processed, or will be after a rebalance, and no thread has failed
   * recently: a thread that fails on a record is replaced by one that fails on it again.
   */
  public boolean isRunning() {
    return streams.state().isRunningOrRebalancing() && !hasFailedLately();
  }

  private synchronized boolean hasFailedLately() {
    return failedAt.isPresent() && System.nanoTime() - failedAt.getAsLong() < LATELY.toNanos();
  }

  /** Returns why no more records will be processed; empty while they are, or if it was closed. */
  public Optional<Throwable> failure() {
    boolean over = streams.state().hasCompletedShutdown() || streams.state().isShuttingDown();
    return over && closed.getCount() > 0
        ? Optional.of(
            lastCause.orElseGet(() -> new IllegalStateException(name + " is " + streams.state())))
        : Optional.empty();
  }

  private synchronized void noteFailure() {
    failedAt = OptionalLong.of(System.nanoTime());
  }

  private StreamThreadExceptionResponse replace(Throwable cause) {
    noteFailure();
    lastCause = Optional.of(cause);
    boolean goesOn = backoff.pause("run a thread of the " + name, cause);
    return goesOn || closed.getCount() > 0
        ? StreamThreadExceptionResponse.REPLACE_THREAD
        : StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  /**
   * Stops and leaves the group. If {@code time} runs out first, for example because the broker is
   * away, the next start repeats what is not committed.
   *
   * @return whether everything is closed
   */
  public boolean close(Duration time) {
    closed.countDown();
    // otherwise the group would wait for the session of a departed member to time out
    boolean inTime =
        streams.close(
            CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(time));
    if (!inTime) {
      log.warn("The {} is not closed after {} ms and is left as it is", name, time.toMillis());
    }
    return inTime;
  }
}
