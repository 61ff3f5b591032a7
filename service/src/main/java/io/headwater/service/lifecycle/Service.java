package io.headwater.service.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/**
 * A running service. It works in its own threads until it is closed, or until a failure ends it.
 * Safe for use by several threads.
 */
public interface Service extends AutoCloseable {
  /**
   * Stops the service and waits until it has stopped: at most {@code stop.timeout.ms}, and some
   * seconds more if it is computing, which cannot be interrupted. The next start repeats what is
   * not committed by then. May be called more than once.
   */
  @Override
  void close();

  /**
   * Waits at most {@code time} until the service has stopped.
   *
   * @return whether it has stopped
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
   * Returns whether the service does its work, as far as it knows: if it is cut off from the
   * brokers, it may take that for silence.
   */
  boolean isHealthy();

  /** Returns what the service does and has done since its start, in one line for a log. */
  String statusText();

  /** Returns what the service has done since its start, in lines for people; may be empty. */
  default List<String> summary() {
    return List.of();
  }
}
