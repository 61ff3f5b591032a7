package io.headwater.model.serving;

import io.headwater.schemas.CheckpointAnnouncement;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A place where announcements wait, the newest to be taken first.
 *
 * <p>Newer is the higher epoch and, within it, the higher version. What is not newer than all that
 * was offered before is ignored, so that no announcement is taken twice. Older ones wait on only
 * for the case that the newest turns out bad.
 */
final class NewestOffer {
  private static final Comparator<CheckpointAnnouncement> AGE =
      Comparator.comparingInt(CheckpointAnnouncement::getEpoch)
          .thenComparingLong(CheckpointAnnouncement::getVersion);

  private final NavigableSet<CheckpointAnnouncement> waiting = new TreeSet<>(AGE);
  private Optional<CheckpointAnnouncement> newest = Optional.empty();
  private boolean closed;

  synchronized void offer(CheckpointAnnouncement announcement) {
    if (newest.isEmpty() || AGE.compare(announcement, newest.get()) > 0) {
      newest = Optional.of(announcement);
      waiting.add(announcement);
      notifyAll();
    }
  }

  /** Waits for an announcement and takes the newest; empty once closed. */
  synchronized Optional<CheckpointAnnouncement> take() {
    boolean interrupted = false;
    while (waiting.isEmpty() && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return closed ? Optional.empty() : Optional.ofNullable(waiting.pollLast());
  }

  /** Drops what waits and is older than an announcement that was taken and found good. */
  synchronized void dropOlderThan(CheckpointAnnouncement good) {
    waiting.headSet(good, true).clear();
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
