package io.headwater.trainer.internal.checkpoint;

import io.headwater.schemas.CheckpointAnnouncement;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes old checkpoints in its own thread, one after the other, so that a slow deletion holds up
 * no new version. What is not deleted at the end is left to the next trainer.
 */
public final class BackgroundCollector implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundCollector.class);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Consumer<CheckpointAnnouncement> collector;
  private final Consumer<Throwable> onFailure;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(BackgroundCollector::thread);

  /**
   * Makes a collector in the background.
   *
   * @param collector takes in an announcement and deletes what it makes superfluous
   * @param onFailure called with what {@code collector} throws
   */
  public BackgroundCollector(
      Consumer<CheckpointAnnouncement> collector, Consumer<Throwable> onFailure) {
    this.collector = collector;
    this.onFailure = onFailure;
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "trainer-collector");
    thread.setDaemon(true);
    return thread;
  }

  /** Takes in a new announcement, and deletes later what is no longer needed. */
  public void collect(CheckpointAnnouncement newest) {
    thread.execute(() -> collectNow(newest));
  }

  private void collectNow(CheckpointAnnouncement newest) {
    try {
      collector.accept(newest);
    } catch (RuntimeException | Error e) {
      if (thread.isShutdown()) {
        LOG.debug("Deleting old checkpoints was cut off", e);
      } else {
        onFailure.accept(e);
      }
    }
  }

  /** Waits a moment for the deletions asked for. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.shutdownNow();
        boolean unused = thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
