package io.headwater.service.lifecycle;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/**
 * A running service. It works in threads of its own until it is closed, or until it ends by itself
 * because of a failure. Safe for use by several threads.
 */
public interface Service extends AutoCloseable {
  /**
   * Stops the service and waits until it has stopped, for {@code stop.timeout.ms} at most, and some
   * seconds more where it computes what cannot be interrupted. What is not committed by then is
   * done again at the next start. It may be closed more than once.
   */
  @Override
  void close();

  /**
   * Waits at most a time until the service has stopped.
   *
   * @return whether it has
   * @throws ConfigException if it stopped because its settings cannot work, in one sentence
   * @throws ServiceException if it stopped because of another failure, which is the cause
   */
  boolean awaitTermination(Duration time) throws InterruptedException;

  /**
   * Waits until the service has stopped.
   *
   * @throws ConfigException as {@link #awaitTermination(Duration)}
   * @throws ServiceException as {@link #awaitTermination(Duration)}
   */
  default void awaitTermination() throws InterruptedException {
    boolean stopped = false;
    while (!stopped) {
      stopped = awaitTermination(Duration.ofDays(1));
    }
  }

  /** Returns the failure that has ended the service, or is about to. */
  Optional<Throwable> failure();

  /**
   * Returns whether the service does its work, as far as it knows: one that is cut off from the
   * brokers may take it for silence.
   */
  boolean isHealthy();

  /** Returns what the service does and has done since its start, in one line for a log. */
  String statusText();
}
