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
 * The history of a model's versions: which version came from which, and which journal entries each
 * version contains.
 *
 * <p>A step that no announced checkpoint contains does not count. A version contains every entry
 * that its parent contains, and the entries of its own epoch that come after the parent's last
 * entry and up to its own last entry.
 */
public final class Lineage {
  private final NavigableMap<Long, CheckpointAnnouncement> versions = new TreeMap<>();
  private final NavigableMap<Integer, NavigableMap<Long, JournalEntry>> entries = new TreeMap<>();

  /**
   * Makes the lineage of one model.
   *
   * @param announcements the model's announcements; if a version occurs twice, the later one counts
   * @param journal the model's journal entries, in any order
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
   * Returns a version and its ancestors, the oldest first.
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
   * Returns the parent of a version, which is the version whose journal it continues.
   *
   * @throws IllegalArgumentException if the parent was not announced
   */
  public Optional<CheckpointAnnouncement> parent(CheckpointAnnouncement version) {
    // A version with several parents continues the journal of the first.
    return version.getParents().stream().findFirst().map(this::announced);
  }

  /**
   * Returns the entries that a version contains and its parent does not, by sequence. Entries that
   * the journal no longer holds are left out.
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
   * Returns all entries that a version contains, by sequence.
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
