package io.headwater.cli;

import io.headwater.cli.terminal.StopSignal;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a service running until it is told to stop, and says now and then how it is doing. */
final class ServiceRun {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceRun.class);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration SAY = Duration.ofSeconds(10);

  private ServiceRun() {}

  /** A service that may stop by itself. */
  @FunctionalInterface
  interface Terminating {
    /** Waits at most a time; returns whether the service has stopped, or throws why it failed. */
    boolean awaitTermination(Duration time) throws InterruptedException;
  }

  /** Returns when the stop signal is raised or the service has stopped. */
  static void until(StopSignal stop, Terminating service, Supplier<String> status)
      throws InterruptedException {
    long said = System.nanoTime();
    while (!stop.raised() && !service.awaitTermination(LOOK)) {
      if (System.nanoTime() - said > SAY.toNanos()) {
        said = System.nanoTime();
        LOG.info("{}", status.get());
      }
    }
  }
}
