package io.headwater.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a schema registry running: one that ends by itself is started again, on the same folder and
 * port, after ever longer waits while that fails.
 */
final class RegistryKeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RegistryKeeper.class);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final Path folder;
  private final int port;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "registry-keeper");
  private volatile RegistryProcess registry;

  private RegistryKeeper(Path folder, RegistryProcess registry) {
    this.folder = folder;
    this.registry = registry;
    this.port = registry.port();
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Starts a registry on a folder and waits until it answers.
   *
   * @param port port to listen on, or 0 for any
   * @throws ClusterException if it cannot start; the message includes its last output
   */
  static RegistryKeeper start(Path folder, int port) {
    return new RegistryKeeper(folder, RegistryProcess.start(folder, port));
  }

  /** Returns the port the registry listens on. */
  int port() {
    return port;
  }

  /** Returns the process id of the registry that was started last. */
  long pid() {
    return registry.pid();
  }

  private void run() {
    try {
      while (closed.getCount() > 0) {
        int code = registry.awaitEnd();
        if (closed.getCount() > 0) {
          log.error(
              "The schema registry ended by itself, with code {}; it is started again on port {}"
                  + " with the same schemas (what it said is in {})",
              code,
              port,
              registry.output());
          revive();
        }
      }
    } catch (InterruptedException e) {
      log.debug("Closed while it looked after the registry", e);
    }
  }

  private void revive() throws InterruptedException {
    Duration wait = FIRST_WAIT;
    while (!closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
      try {
        registry = RegistryProcess.start(folder, port);
        log.info("The schema registry answers again on port {}", port);
        return;
      } catch (ClusterException e) {
        if (closed.getCount() == 0) {
          return; // interrupted by the end
        }
        wait =
            wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
        log.error(
            "The schema registry cannot start now ({}); trying again in {} s",
            e.getMessage(),
            wait.toSeconds());
      }
    }
  }

  /** Stops the registry, as an outage would. */
  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    registry.close();
  }
}
