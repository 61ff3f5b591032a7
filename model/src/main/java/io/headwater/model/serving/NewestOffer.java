package io.headwater.model.serving;

import io.headwater.schemas.CheckpointAnnouncement;
import java.util.Comparator;
import java.util.Optional;

/**
 * A place where one announcement waits, the newest.
 *
 * <p>Newer is the higher epoch and, within it, the higher version. What is not newer than all that
 * waited or was taken before is ignored, so that no announcement is taken twice.
 */
final class NewestOffer {
  private static final Comparator<CheckpointAnnouncement> AGE =
      Comparator.comparingInt(CheckpointAnnouncement::getEpoch)
          .thenComparingLong(CheckpointAnnouncement::getVersion);

  private Optional<CheckpointAnnouncement> newest = Optional.empty();
  private boolean waiting;
  private boolean closed;

  synchronized void offer(CheckpointAnnouncement announcement) {
    if (newest.isEmpty() || AGE.compare(announcement, newest.get()) > 0) {
      newest = Optional.of(announcement);
      waiting = true;
      notifyAll();
    }
  }

  /** Waits for an announcement and takes it; empty once closed. */
  synchronized Optional<CheckpointAnnouncement> take() {
    boolean interrupted = false;
    while (!waiting && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (closed) {
      return Optional.empty();
    }
    waiting = false;
    return newest;
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
