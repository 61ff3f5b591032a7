package io.headwater.evaluator.internal.scorer;

import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.contract.SourcePartition;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The announced versions of one model that are still stored, and those that were refused; safe for
 * many threads.
 */
public final class Announcements {
  /** Most versions remembered where the trainer does not say which of them are still stored. */
  private static final int MOST_KEPT = 1_000;

  /** Newest versions whose cut is remembered, stored or not, to tell how far apart cuts are. */
  private static final int RECENT = 10;

  private final NavigableMap<Long, CheckpointAnnouncement> announced = new TreeMap<>();
  private final NavigableMap<Long, VersionCut> cuts = new TreeMap<>();
  private final NavigableSet<Long> refused = new TreeSet<>();
  private long changedAtNanos = System.nanoTime();

  /** What is looked at for every record; empty after a change. */
  private Optional<Views> views = Optional.empty();

  /**
   * Unmodifiable snapshots of cuts.
   *
   * @param loadable cuts of the versions that may be loaded
   * @param recent cuts of these and of recent ones that were deleted
   */
  private record Views(
      NavigableMap<Long, VersionCut> loadable, NavigableMap<Long, VersionCut> recent) {}

  /**
   * Adds an announcement; it replaces an earlier one of the same version. Versions that the newest
   * announcement no longer lists as kept are forgotten.
   */
  public synchronized void announce(CheckpointAnnouncement announcement) {
    long version = announcement.getVersion();
    if (announced.isEmpty() || version > announced.lastKey()) {
      changedAtNanos = System.nanoTime();
    }
    announced.put(version, announcement);
    cuts.put(version, VersionCut.of(announcement));
    forgetDeleted();
    while (announced.size() > MOST_KEPT) {
      withdraw(announced.firstKey());
    }
    while (refused.size() > MOST_KEPT) {
      refused.pollFirst();
    }
    views = Optional.empty();
  }

  private void forgetDeleted() {
    CheckpointAnnouncement newest = announced.lastEntry().getValue();
    if (!newest.getKept().isEmpty()) {
      announced.headMap(newest.getVersion()).keySet().retainAll(newest.getKept());
    }
    long recent = cuts.descendingKeySet().stream().limit(RECENT).reduce(Math::min).orElseThrow();
    cuts.headMap(recent).keySet().retainAll(announced.keySet());
  }

  /** Forgets a version whose checkpoint was deleted from the store. */
  public synchronized void withdraw(long version) {
    announced.remove(version);
    cuts.remove(version);
    views = Optional.empty();
  }

  /** Marks a version as refused, so that it is never offered again. */
  public synchronized void refuse(long version) {
    refused.add(version);
    views = Optional.empty();
  }

  /** Returns the versions that were refused. */
  public synchronized NavigableSet<Long> refused() {
    return new TreeSet<>(refused);
  }

  /** Returns the announcement of a version. */
  public synchronized Optional<CheckpointAnnouncement> of(long version) {
    return Optional.ofNullable(announced.get(version));
  }

  /** Returns an unmodifiable snapshot of the cuts of the versions that may be loaded. */
  public synchronized NavigableMap<Long, VersionCut> loadable() {
    return views().loadable();
  }

  private Views views() {
    if (views.isEmpty()) {
      NavigableMap<Long, VersionCut> recent = new TreeMap<>(cuts);
      recent.keySet().removeAll(refused);
      NavigableMap<Long, VersionCut> loadable = new TreeMap<>(recent);
      loadable.keySet().retainAll(announced.keySet());
      views =
          Optional.of(
              new Views(
                  Collections.unmodifiableNavigableMap(loadable),
                  Collections.unmodifiableNavigableMap(recent)));
    }
    return views.get();
  }

  /** Returns the newest announced version, refused or not. */
  public synchronized OptionalLong newest() {
    return announced.isEmpty() ? OptionalLong.empty() : OptionalLong.of(announced.lastKey());
  }

  /** Returns when a newest version was last announced, by {@link System#nanoTime}. */
  public synchronized long changedAtNanos() {
    return changedAtNanos;
  }

  /**
   * Returns the offset up to which the newest version will remain the best choice: the offset where
   * the next cut is expected, judging by the distance between the last two.
   *
   * @param least minimum distance from the newest cut
   */
  public synchronized long horizon(SourcePartition partition, long least) {
    NavigableMap<Long, VersionCut> known = views().recent();
    if (known.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long cut = known.lastEntry().getValue().nextOffset(partition);
    Map.Entry<Long, VersionCut> before = known.lowerEntry(known.lastKey());
    long stride = before == null ? 0 : cut - before.getValue().nextOffset(partition);
    return cut + Math.max(least, stride);
  }
}
