package io.headwater.cli.service;

import io.headwater.cli.logging.ServiceLog;
import io.headwater.cli.terminal.StopSignal;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.health.BrokerWatch;
import io.headwater.service.health.HealthFile;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of a service: logs to standard output, ends in order on Ctrl-C and SIGTERM, says now
 * and then how the service is doing, and keeps its health file young while the service does its
 * work and the brokers answer.
 *
 * <p>Opened before the service, so that it is closed after it: the process is held until then, for
 * as long as the settings allow.
 */
public final class ServiceRun implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceRun.class);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration SAY = Duration.ofSeconds(10);

  private final HealthFile health;
  private final StopSignal stop;
  private final BrokerWatch brokers;

  private ServiceRun(HealthFile health, StopSignal stop, BrokerWatch brokers) {
    this.health = health;
    this.stop = stop;
    this.brokers = brokers;
  }

  /** A service that may stop by itself. */
  @FunctionalInterface
  public interface Terminating {
    /** Waits at most a time; returns whether the service has stopped, or throws why it failed. */
    boolean awaitTermination(Duration time) throws InterruptedException;
  }

  /** Prepares the process. */
  public static ServiceRun open(ServiceConfig config) {
    ServiceLog.toStandardOutput(config);
    return new ServiceRun(
        HealthFile.of(config), StopSignal.install(config.stopTimeout()), BrokerWatch.start(config));
  }

  /**
   * Returns when the stop signal is raised or the service has stopped.
   *
   * @param healthy whether the service does its work, as far as it knows: one that is cut off from
   *     the brokers may not
   * @param status what is said of it every ten seconds
   */
  public void until(Terminating service, BooleanSupplier healthy, Supplier<String> status)
      throws InterruptedException {
    long said = System.nanoTime();
    try (health) {
      while (!stop.raised() && !service.awaitTermination(LOOK)) {
        if (brokers.isAnswered() && healthy.getAsBoolean()) {
          health.healthy();
        }
        if (System.nanoTime() - said > SAY.toNanos()) {
          said = System.nanoTime();
          LOG.info("{}", status.get());
        }
      }
    }
    LOG.info("Stopping: {}", status.get());
  }

  @Override
  public void close() {
    brokers.close();
    health.close(); // where the service could not be started
    stop.close();
  }
}
