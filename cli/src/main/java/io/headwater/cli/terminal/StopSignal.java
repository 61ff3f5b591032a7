package io.headwater.cli.terminal;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a command shut down cleanly on Ctrl-C or SIGTERM.
 *
 * <p>The virtual machine's exit is held back, for a bounded time, until the command has closed what
 * it opened.
 */
public final class StopSignal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StopSignal.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The exit code the virtual machine itself has after SIGTERM. */
  private static final int TERMINATED = 128 + 15;

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);

  private final Duration patience;
  private volatile OptionalInt code = OptionalInt.empty();

  private StopSignal(Duration patience) {
    this.patience = patience;
  }

  /** Returns a signal that is raised when the virtual machine is asked to exit. */
  public static StopSignal install() {
    return install(PATIENCE);
  }

  /**
   * Returns a signal that is raised when the virtual machine is asked to exit.
   *
   * @param patience how long the exit is held back; after that the process is ended at once
   */
  public static StopSignal install(Duration patience) {
    StopSignal signal = new StopSignal(patience);
    Runtime.getRuntime().addShutdownHook(new Thread(signal::holdExit, "stop-signal"));
    return signal;
  }

  private void holdExit() {
    if (finished.getCount() == 0) {
      return;
    }
    requested.countDown();
    try {
      Duration half = patience.dividedBy(2);
      if (isFinishedIn(half)) {
        code.ifPresent(failed -> ProcessExit.find().now(failed));
        return;
      }
      ProcessExit exit = ProcessExit.find(); // slow, so done within the limit
      if (isFinishedIn(patience.minus(half))) {
        code.ifPresent(exit::now);
      } else {
        LOG.warn(
            "Not everything is closed after {} ms: ending as if killed; the next start continues"
                + " from what was committed",
            patience.toMillis());
        exit.now(TERMINATED);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isFinishedIn(Duration time) throws InterruptedException {
    return finished.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Returns whether the command should end. */
  public boolean raised() {
    return requested.getCount() == 0;
  }

  /** Waits until the command should end. */
  public void await() throws InterruptedException {
    requested.await();
  }

  /** Waits until the command should end or the time is up; returns whether it should end. */
  public boolean await(Duration time) throws InterruptedException {
    return requested.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Has the process end with a code other than the virtual machine's own. */
  public void endWith(int failed) {
    code = OptionalInt.of(failed);
  }

  /** Lets the process exit; call this when everything else is closed. */
  @Override
  public void close() {
    finished.countDown();
  }
}
