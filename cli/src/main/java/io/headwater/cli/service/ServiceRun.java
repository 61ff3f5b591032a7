package io.headwater.cli.service;

import io.headwater.cli.logging.ServiceLog;
import io.headwater.cli.terminal.FailureReport;
import io.headwater.cli.terminal.StopSignal;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.health.BrokerWatch;
import io.headwater.service.health.HealthFile;
import io.headwater.service.lifecycle.Service;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ExitCode;

/**
 * Runs a service as a process.
 *
 * <p>It logs to standard output, shuts down cleanly on Ctrl-C and SIGTERM, logs the service's
 * status at intervals, and keeps the health file fresh while the service is healthy and the brokers
 * answer.
 */
public final class ServiceRun implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceRun.class);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration SAY = Duration.ofSeconds(10);

  private final HealthFile health;
  private final StopSignal stop;
  private final BrokerWatch brokers;

  /** Starts a service. */
  @FunctionalInterface
  public interface Start {
    /** Returns the running service. */
    Service start() throws Exception;
  }

  private ServiceRun(ServiceConfig config) {
    ServiceLog.toStandardOutput(config);
    this.health = HealthFile.of(config);
    this.stop = StopSignal.install(config.stopTimeout());
    this.brokers = BrokerWatch.start(config);
  }

  /**
   * Runs a service until the process is told to stop or the service has stopped by itself.
   *
   * @param config the service's settings
   * @return the exit code, 0 or, if the service failed after it was told to stop, 1; if it fails
   *     before, this throws
   */
  public static int of(ServiceConfig config, Start start) throws Exception {
    // Closed after the service, so that the process lives until then, within the settings' limit.
    try (ServiceRun run = new ServiceRun(config)) {
      Service service = run.toItsEnd(start);
      service
          .summary()
          .forEach(ServiceLog.isJson() ? line -> LOG.info("{}", line) : System.out::println);
      return run.end(service);
    }
  }

  /** Runs a service and returns it when it is closed. */
  private Service toItsEnd(Start start) throws Exception {
    try (Service service = start.start()) {
      until(service);
      return service;
    }
  }

  /** Reports a failure of a service that was told to stop; the process is ending meanwhile. */
  private int end(Service service) {
    if (service.failure().isEmpty()) {
      return ExitCode.OK;
    }
    FailureReport.toStandardError(service.failure().get());
    stop.endWith(ExitCode.SOFTWARE);
    return ExitCode.SOFTWARE;
  }

  private void until(Service service) throws InterruptedException {
    long said = System.nanoTime();
    try (health) {
      while (!stop.raised() && !service.awaitTermination(LOOK)) {
        if (brokers.isAnswered() && service.isHealthy()) {
          health.healthy();
        }
        if (System.nanoTime() - said > SAY.toNanos()) {
          said = System.nanoTime();
          LOG.info("{}", service.statusText());
        }
      }
    }
    LOG.info("Stopping: {}", service.statusText());
  }

  @Override
  public void close() {
    brokers.close();
    health.close(); // still open if the service could not start
    stop.close();
  }
}
