package io.headwater.evaluator.internal.scorer;

import io.headwater.schemas.contract.SourcePartition;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which loaded versions stay, and which one is loaded next.
 *
 * <p>At most two versions are in memory: the newest, and an older one while some partition has not
 * passed the newest version's cut. Versions announced in the meantime are skipped.
 *
 * @param keep loaded versions that stay; the others are closed before anything is loaded
 * @param load version to load
 */
public record VersionPlan(Set<Long> keep, OptionalLong load) {
  private static final int MOST_LOADED = 2;

  /** Copies the set. */
  public VersionPlan {
    keep = Set.copyOf(keep);
  }

  /**
   * Returns the newest of the versions that may score a record, if any may.
   *
   * @param versions cuts by version
   */
  public static OptionalLong choose(
      NavigableMap<Long, VersionCut> versions, SourcePartition partition, long offset) {
    for (Map.Entry<Long, VersionCut> version : versions.descendingMap().entrySet()) {
      if (version.getValue().permits(partition, offset)) {
        return OptionalLong.of(version.getKey());
      }
    }
    return OptionalLong.empty();
  }

  /**
   * Plans the next change.
   *
   * @param known cuts of the announced versions that can be loaded
   * @param loaded cuts of the loaded versions, at most two
   * @param next next offset to score in each owned partition
   */
  public static VersionPlan of(
      NavigableMap<Long, VersionCut> known,
      NavigableMap<Long, VersionCut> loaded,
      Map<SourcePartition, Long> next) {
    if (loaded.isEmpty()) {
      return new VersionPlan(
          Set.of(), known.isEmpty() ? OptionalLong.empty() : OptionalLong.of(known.lastKey()));
    }
    Set<Long> keep = new HashSet<>(Set.of(loaded.lastKey()));
    Map<SourcePartition, Long> behind = new TreeMap<>();
    next.forEach(
        (partition, offset) ->
            choose(loaded, partition, offset)
                .ifPresentOrElse(keep::add, () -> behind.put(partition, offset)));
    Optional<Long> older = behind.isEmpty() ? Optional.empty() : covering(known, loaded, behind);
    if (older.isPresent()) {
      return new VersionPlan(Set.of(loaded.lastKey()), OptionalLong.of(older.get()));
    }
    boolean newer = !known.isEmpty() && known.lastKey() > loaded.lastKey();
    return new VersionPlan(
        keep,
        newer && keep.size() < MOST_LOADED
            ? OptionalLong.of(known.lastKey())
            : OptionalLong.empty());
  }

  /** Returns the version that may score the most partitions; on a tie, the newest. */
  private static Optional<Long> covering(
      NavigableMap<Long, VersionCut> known,
      NavigableMap<Long, VersionCut> loaded,
      Map<SourcePartition, Long> behind) {
    List<Long> candidates =
        known.headMap(loaded.lastKey(), false).keySet().stream()
            .filter(version -> !loaded.containsKey(version))
            .toList();
    return candidates.stream()
        .filter(version -> covered(known.get(version), behind) > 0)
        .max(
            Comparator.<Long>comparingLong(version -> covered(known.get(version), behind))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static long covered(VersionCut cut, Map<SourcePartition, Long> behind) {
    return behind.entrySet().stream()
        .filter(entry -> cut.permits(entry.getKey(), entry.getValue()))
        .count();
  }
}
