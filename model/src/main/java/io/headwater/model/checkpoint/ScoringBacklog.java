package io.headwater.model.checkpoint;

import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.Position;
import io.headwater.schemas.contract.SourcePartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an evaluator has yet to score.
 *
 * @param group consumer group of the evaluator's scorers
 * @param next first offset that is not scored yet, by partition
 */
public record ScoringBacklog(String group, Map<SourcePartition, Long> next) {
  /** The value of {@code evaluator.group} unless configured otherwise. */
  public static final String USUAL_EVALUATOR = "headwater-evaluator";

  private static final String SCORER = "-scorer";

  /** Copies the offsets. */
  public ScoringBacklog {
    next = Map.copyOf(next);
  }

  /**
   * Returns the consumer group in which an evaluator scores a model's examples.
   *
   * @param evaluator the evaluator's {@code evaluator.group}
   */
  public static String groupOf(String evaluator, String model) {
    return evaluator + "-" + model + SCORER;
  }

  /**
   * Returns whether a consumer group is one in which an evaluator scores the examples of a model.
   */
  public static boolean isGroupOf(String evaluator, String group) {
    return group.startsWith(evaluator + "-") && group.endsWith(SCORER);
  }

  /**
   * Returns the versions that may score all of this that any may: for each partition the newest
   * that was not trained beyond its next offset. Where even the least trained version was, part of
   * the backlog is lost already, and the newest that is trained no further is taken.
   *
   * @param available versions that can be loaded
   */
  public NavigableSet<Long> needed(Collection<CheckpointAnnouncement> available) {
    NavigableMap<Long, Map<SourcePartition, Long>> cuts = cuts(available);
    NavigableSet<Long> needed = new TreeSet<>();
    next.forEach(
        (partition, offset) -> {
          long scorable = Math.max(offset, leastTrained(cuts, partition, offset));
          cuts.descendingMap().entrySet().stream()
              .filter(cut -> cut.getValue().getOrDefault(partition, 0L) <= scorable)
              .findFirst()
              .ifPresent(cut -> needed.add(cut.getKey()));
        });
    return needed;
  }

  /**
   * Returns how many offsets of this no version may score, since all were trained on them.
   *
   * @param available versions that can be loaded
   */
  public long lost(Collection<CheckpointAnnouncement> available) {
    NavigableMap<Long, Map<SourcePartition, Long>> cuts = cuts(available);
    return next.entrySet().stream()
        .mapToLong(
            entry ->
                Math.max(
                    0, leastTrained(cuts, entry.getKey(), entry.getValue()) - entry.getValue()))
        .sum();
  }

  private static long leastTrained(
      NavigableMap<Long, Map<SourcePartition, Long>> cuts, SourcePartition partition, long none) {
    return cuts.values().stream()
        .mapToLong(cut -> cut.getOrDefault(partition, 0L))
        .min()
        .orElse(none);
  }

  private static NavigableMap<Long, Map<SourcePartition, Long>> cuts(
      Collection<CheckpointAnnouncement> available) {
    NavigableMap<Long, Map<SourcePartition, Long>> cuts = new TreeMap<>();
    for (CheckpointAnnouncement announcement : available) {
      Map<SourcePartition, Long> cut = new HashMap<>();
      for (Position position : announcement.getPositions()) {
        cut.merge(SourcePartition.of(position), position.getNextOffset(), Math::max);
      }
      cuts.put(announcement.getVersion(), cut);
    }
    return cuts;
  }
}
