package io.headwater.cli.container;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Does something at a steady pace beside the test. */
final class ExampleFlow implements AutoCloseable {
  private static final long EVERY_MILLIS = 100;

  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Future<Void> end;
  private volatile boolean closed;

  private ExampleFlow(Callable<Void> some) {
    this.end = thread.submit(() -> run(some));
  }

  /** Starts to do something every tenth of a second. */
  static ExampleFlow of(Callable<Void> some) {
    return new ExampleFlow(some);
  }

  private Void run(Callable<Void> some) throws Exception {
    while (!closed) {
      some.call();
      TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
    }
    return null;
  }

  /** Waits until the last round is done; fails where one has. */
  @Override
  public void close() throws InterruptedException, ExecutionException {
    closed = true;
    thread.shutdown();
    end.get();
  }
}
