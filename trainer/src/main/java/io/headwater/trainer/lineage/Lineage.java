package io.headwater.trainer.lineage;

import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.JournalEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The history of a model's versions: which came from which, and the journal entries that happened.
 *
 * <p>A step that no announced checkpoint contains never happened. A version rests on the entries of
 * its epoch after its parent's last and up to its own last, and on all its parent rests on.
 */
public final class Lineage {
  private final NavigableMap<Long, CheckpointAnnouncement> versions = new TreeMap<>();
  private final NavigableMap<Integer, NavigableMap<Long, JournalEntry>> entries = new TreeMap<>();

  /**
   * Makes the lineage of one model.
   *
   * @param announcements its announcements; where a version occurs twice the later counts
   * @param journal its journal entries, in any order
   */
  public Lineage(List<CheckpointAnnouncement> announcements, List<JournalEntry> journal) {
    announcements.forEach(announced -> versions.put(announced.getVersion(), announced));
    for (JournalEntry entry : journal) {
      entries
          .computeIfAbsent(entry.getEpoch(), epoch -> new TreeMap<>())
          .putIfAbsent(entry.getSequence(), entry);
    }
  }

  /** Returns the newest version announced. */
  public Optional<CheckpointAnnouncement> latest() {
    return versions.isEmpty() ? Optional.empty() : Optional.of(versions.lastEntry().getValue());
  }

  /**
   * Returns a version and those it came from, the oldest first.
   *
   * @throws IllegalArgumentException if the version, or one it came from, was not announced
   */
  public List<CheckpointAnnouncement> ancestry(long version) {
    Deque<CheckpointAnnouncement> path = new ArrayDeque<>();
    Optional<CheckpointAnnouncement> next = Optional.of(announced(version));
    while (next.isPresent()) {
      path.addFirst(next.get());
      next = parent(next.get());
    }
    return new ArrayList<>(path);
  }

  /**
   * Returns the version that another's journal continues.
   *
   * @throws IllegalArgumentException if it was not announced
   */
  public Optional<CheckpointAnnouncement> parent(CheckpointAnnouncement version) {
    // Of several parents the first is the one whose journal is continued.
    return version.getParents().stream().findFirst().map(this::announced);
  }

  /**
   * Returns the entries a version rests on and its parent does not, as far as the journal holds
   * them, by sequence.
   *
   * @throws IllegalArgumentException if the version, or its parent, was not announced
   */
  public List<JournalEntry> added(long version) {
    CheckpointAnnouncement announced = announced(version);
    long reached = parent(announced).map(CheckpointAnnouncement::getSequence).orElse(0L);
    return List.copyOf(
        entries
            .getOrDefault(announced.getEpoch(), new TreeMap<>())
            .subMap(reached, false, Math.max(reached, announced.getSequence()), true)
            .values());
  }

  /**
   * Returns the entries a version rests on, by sequence.
   *
   * @throws IllegalArgumentException if the version, or one it came from, was not announced
   * @throws IllegalStateException if the journal no longer holds one of the entries
   */
  public List<JournalEntry> entries(long version) {
    List<JournalEntry> live = new ArrayList<>();
    long reached = 0;
    for (CheckpointAnnouncement announced : ancestry(version)) {
      for (long sequence = reached + 1; sequence <= announced.getSequence(); sequence++) {
        NavigableMap<Long, JournalEntry> epoch =
            entries.getOrDefault(announced.getEpoch(), new TreeMap<>());
        JournalEntry entry = epoch.get(sequence);
        if (entry == null) {
          throw new IllegalStateException(
              "journal lacks entry "
                  + sequence
                  + " of epoch "
                  + announced.getEpoch()
                  + ", which version "
                  + announced.getVersion()
                  + " rests on");
        }
        live.add(entry);
      }
      reached = announced.getSequence();
    }
    live.sort(Comparator.comparingLong(JournalEntry::getSequence));
    return live;
  }

  private CheckpointAnnouncement announced(long version) {
    CheckpointAnnouncement announced = versions.get(version);
    if (announced == null) {
      throw new IllegalArgumentException("version " + version + " was not announced");
    }
    return announced;
  }
}
