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
 * The newest announced versions of one model, and those that were refused; safe for many threads.
 */
public final class Announcements {
  /** Far more versions than a store keeps; older checkpoints could not be fetched. */
  private static final int MOST_KEPT = 1_000;

  private final NavigableMap<Long, CheckpointAnnouncement> announced = new TreeMap<>();
  private final NavigableMap<Long, VersionCut> cuts = new TreeMap<>();
  private final NavigableSet<Long> refused = new TreeSet<>();
  private long changedAtNanos = System.nanoTime();

  /**
   * Cached result of {@link #loadable()}, which is called for every record; empty after a change.
   */
  private Optional<NavigableMap<Long, VersionCut>> loadable = Optional.empty();

  /** Adds an announcement; it replaces an earlier one of the same version. */
  public synchronized void announce(CheckpointAnnouncement announcement) {
    long version = announcement.getVersion();
    if (announced.isEmpty() || version > announced.lastKey()) {
      changedAtNanos = System.nanoTime();
    }
    announced.put(version, announcement);
    cuts.put(version, VersionCut.of(announcement));
    while (announced.size() > MOST_KEPT) {
      long oldest = announced.firstKey();
      withdraw(oldest);
      refused.remove(oldest);
    }
    loadable = Optional.empty();
  }

  /** Forgets a version whose checkpoint was deleted from the store. */
  public synchronized void withdraw(long version) {
    announced.remove(version);
    cuts.remove(version);
    loadable = Optional.empty();
  }

  /** Marks a version as refused, so that it is never offered again. */
  public synchronized void refuse(long version) {
    refused.add(version);
    loadable = Optional.empty();
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
    if (loadable.isEmpty()) {
      NavigableMap<Long, VersionCut> result = new TreeMap<>(cuts);
      result.keySet().removeAll(refused);
      loadable = Optional.of(Collections.unmodifiableNavigableMap(result));
    }
    return loadable.get();
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
    NavigableMap<Long, VersionCut> known = loadable();
    if (known.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long cut = known.lastEntry().getValue().nextOffset(partition);
    Map.Entry<Long, VersionCut> before = known.lowerEntry(known.lastKey());
    long stride = before == null ? 0 : cut - before.getValue().nextOffset(partition);
    return cut + Math.max(least, stride);
  }
}
