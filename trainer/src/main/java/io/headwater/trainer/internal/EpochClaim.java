package io.headwater.trainer.internal;

import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.JournalEntry;
import io.headwater.service.topic.TopicReader;
import java.util.Collection;
import java.util.function.Supplier;

/**
 * Finds an epoch that no trainer of the model has used.
 *
 * <p>The announcements alone are not enough, since a trainer may have written to the journal and
 * died before its first checkpoint.
 */
final class EpochClaim {
  private EpochClaim() {}

  /** Returns one more than the greatest epoch among the announcements and the journal's end. */
  static int next(
      String model,
      Collection<CheckpointAnnouncement> announced,
      Supplier<TopicReader<JournalEntry>> journal) {
    int announcedEpoch =
        announced.stream().mapToInt(CheckpointAnnouncement::getEpoch).max().orElse(0);
    int journaledEpoch =
        JournalTail.read(model, journal, any -> true).stream()
            .mapToInt(JournalEntry::getEpoch)
            .max()
            .orElse(0);
    return Math.max(announcedEpoch, journaledEpoch) + 1;
  }
}
