package io.headwater.model.checkpoint;

import io.headwater.schemas.CheckpointAnnouncement;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Which checkpoints to keep: the newest few, and the protected ones.
 *
 * @param keepNewest how many of the highest versions to keep, at least 1
 */
public record CheckpointRetention(int keepNewest) {
  /** Checks the number. */
  public CheckpointRetention {
    if (keepNewest < 1) {
      throw new IllegalArgumentException(
          "checkpoints to keep is " + keepNewest + " but must be at least 1");
    }
  }

  /**
   * Returns the announced checkpoints of one model that may be deleted, the oldest first.
   *
   * @param announced the announcements that still stand
   * @param protectedVersions versions to keep whatever their age, such as those of a channel
   */
  public List<CheckpointAnnouncement> expired(
      Collection<CheckpointAnnouncement> announced, Set<Long> protectedVersions) {
    List<Long> versions =
        announced.stream().map(CheckpointAnnouncement::getVersion).distinct().sorted().toList();
    if (versions.size() <= keepNewest) {
      return List.of();
    }
    long oldestKept = versions.get(versions.size() - keepNewest);
    return announced.stream()
        .filter(a -> a.getVersion() < oldestKept && !protectedVersions.contains(a.getVersion()))
        .sorted(Comparator.comparingLong(CheckpointAnnouncement::getVersion))
        .toList();
  }
}
