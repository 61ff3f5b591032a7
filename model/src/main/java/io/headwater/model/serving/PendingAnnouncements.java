package io.headwater.model.serving;

import io.headwater.schemas.CheckpointAnnouncement;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A queue of announcements, from which the newest is taken first.
 *
 * <p>An announcement is newer if its epoch is higher or, within one epoch, its version. Older ones
 * stay queued only in case the newest turns out bad. An announcement is ignored if it was offered
 * before, so that none is taken twice, or if it is not newer than one found good.
 */
final class PendingAnnouncements {
  private static final Comparator<CheckpointAnnouncement> AGE =
      Comparator.comparingInt(CheckpointAnnouncement::getEpoch)
          .thenComparingLong(CheckpointAnnouncement::getVersion);

  private final NavigableSet<CheckpointAnnouncement> waiting = new TreeSet<>(AGE);
  private final NavigableSet<CheckpointAnnouncement> taken = new TreeSet<>(AGE);
  private Optional<CheckpointAnnouncement> good = Optional.empty();
  private boolean closed;

  synchronized void offer(CheckpointAnnouncement announcement) {
    boolean newer = good.isEmpty() || AGE.compare(announcement, good.get()) > 0;
    if (newer && !taken.contains(announcement) && waiting.add(announcement)) {
      notifyAll();
    }
  }

  /** Waits for an announcement and takes the newest; returns empty once closed. */
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
    if (closed) {
      return Optional.empty();
    }
    CheckpointAnnouncement newest = waiting.last();
    waiting.remove(newest);
    taken.add(newest);
    return Optional.of(newest);
  }

  /** Returns whether an announcement newer than this one was ever offered. */
  synchronized boolean hasNewer(CheckpointAnnouncement announcement) {
    return Stream.of(waiting.stream(), taken.stream(), good.stream())
        .flatMap(each -> each)
        .anyMatch(other -> AGE.compare(other, announcement) > 0);
  }

  /** Marks a taken announcement as good and forgets all older ones. */
  synchronized void found(CheckpointAnnouncement announcement) {
    good = Optional.of(announcement);
    waiting.headSet(announcement, true).clear();
    taken.headSet(announcement, true).clear();
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
