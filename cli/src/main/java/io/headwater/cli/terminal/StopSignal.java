package io.headwater.cli.terminal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command end in order on Ctrl-C or SIGTERM: the virtual machine's exit is held back until
 * the command has closed what it opened, for a bounded time.
 */
public final class StopSignal implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);

  private StopSignal() {}

  /** Returns a signal that is raised when the virtual machine is asked to exit. */
  public static StopSignal install() {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(new Thread(signal::holdExit, "stop-signal"));
    return signal;
  }

  private void holdExit() {
    if (finished.getCount() == 0) {
      return;
    }
    requested.countDown();
    try {
      boolean unused = finished.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Raises the signal from within. */
  public void raise() {
    requested.countDown();
  }

  /** Returns whether the command should end. */
  public boolean raised() {
    return requested.getCount() == 0;
  }

  /** Waits until the command should end. */
  public void await() throws InterruptedException {
    requested.await();
  }

  /** Waits until the command should end, or the time is over; returns whether it should end. */
  public boolean await(Duration time) throws InterruptedException {
    return requested.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Says that everything is closed. */
  @Override
  public void close() {
    finished.countDown();
  }
}
