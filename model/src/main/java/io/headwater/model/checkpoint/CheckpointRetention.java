package io.headwater.model.checkpoint;

import io.headwater.schemas.CheckpointAnnouncement;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which checkpoints to keep: the newest few, the protected ones, and some for evaluators that are
 * behind.
 *
 * @param keepNewest how many of the highest versions to keep, at least 1
 * @param keepBehind how many older versions to keep at most for evaluators that are behind
 */
public record CheckpointRetention(int keepNewest, int keepBehind) {
  /** Checks the numbers. */
  public CheckpointRetention {
    if (keepNewest < 1) {
      throw new IllegalArgumentException(
          "checkpoints to keep is " + keepNewest + " but must be at least 1");
    }
    if (keepBehind < 0) {
      throw new IllegalArgumentException(
          "checkpoints to keep for evaluators is " + keepBehind + " but must be at least 0");
    }
  }

  /** Makes a rule that keeps nothing for evaluators. */
  public CheckpointRetention(int keepNewest) {
    this(keepNewest, 0);
  }

  /**
   * Returns the announced checkpoints of one model that may be deleted, the oldest first.
   *
   * @param announced the announcements that still stand
   * @param protectedVersions versions to keep whatever their age, such as those of a channel
   */
  public List<CheckpointAnnouncement> expired(
      Collection<CheckpointAnnouncement> announced, Set<Long> protectedVersions) {
    long oldestKept = oldestOfTheNewest(announced);
    return announced.stream()
        .filter(a -> a.getVersion() < oldestKept && !protectedVersions.contains(a.getVersion()))
        .sorted(Comparator.comparingLong(CheckpointAnnouncement::getVersion))
        .toList();
  }

  /**
   * Returns the versions to keep for evaluators, beside the newest and the protected ones.
   *
   * <p>A version may score whatever it was not trained on, so an older one serves in place of any
   * other. Where more are wanted than may be kept, the oldest is one of those that stay: all of the
   * backlogs remain scorable as long as one version is kept.
   *
   * @param available versions that can be loaded
   * @param protectedVersions versions that are kept anyway
   * @param backlogs what the evaluators have yet to score
   */
  public NavigableSet<Long> behind(
      Collection<CheckpointAnnouncement> available,
      Set<Long> protectedVersions,
      Collection<ScoringBacklog> backlogs) {
    NavigableSet<Long> needed = new TreeSet<>();
    backlogs.forEach(backlog -> needed.addAll(backlog.needed(available)));
    needed.tailSet(oldestOfTheNewest(available), true).clear();
    needed.removeAll(protectedVersions);
    while (needed.size() > keepBehind) {
      // the second oldest, whose place the oldest can take
      needed.remove(keepBehind > 0 ? needed.higher(needed.first()) : needed.first());
    }
    return needed;
  }

  /** Returns the lowest of the newest versions that are kept whatever else is. */
  private long oldestOfTheNewest(Collection<CheckpointAnnouncement> announced) {
    List<Long> versions =
        announced.stream().map(CheckpointAnnouncement::getVersion).distinct().sorted().toList();
    return versions.size() <= keepNewest
        ? Long.MIN_VALUE
        : versions.get(versions.size() - keepNewest);
  }
}
