package io.headwater.trainer.internal;

import io.headwater.service.lifecycle.Lifecycle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The trainer's threads other than the step thread; a failure in any of them ends the trainer. */
final class Workers implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Lifecycle lifecycle;
  private final List<Thread> threads = new ArrayList<>();

  /** The work of a thread. */
  @FunctionalInterface
  interface Task {
    /** Works until the lifecycle says to stop. */
    void run() throws Exception;
  }

  Workers(Lifecycle lifecycle) {
    this.lifecycle = lifecycle;
  }

  void start(String name, Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the trainer is being closed
              } catch (Exception | Error e) {
                lifecycle.fail(e);
              }
            },
            name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void joinAll() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (Thread thread : threads) {
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
    }
  }

  @Override
  public void close() {
    try {
      // Every loop checks the lifecycle often; interrupting at once would only keep clients from
      // closing cleanly.
      joinAll();
      threads.forEach(Thread::interrupt);
      joinAll();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
