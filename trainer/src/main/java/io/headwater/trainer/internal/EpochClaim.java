package io.headwater.trainer.internal;

import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.JournalEntry;
import io.headwater.trainer.topic.TopicReader;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * Finds an epoch no trainer of the model has used.
 *
 * <p>Announcements alone do not tell: a trainer may have written to the journal and died before its
 * first checkpoint.
 */
final class EpochClaim {
  private static final long FIRST_LOOK = 4_096;

  private EpochClaim() {}

  /** Returns one more than the greatest epoch in the announcements and at the journal's end. */
  static int next(
      String model,
      Collection<CheckpointAnnouncement> announced,
      Supplier<TopicReader<JournalEntry>> journal) {
    int greatest = announced.stream().mapToInt(CheckpointAnnouncement::getEpoch).max().orElse(0);
    // Other models may fill the end of the journal: look ever farther back until one of this
    // model's entries is found, or all were seen.
    long count = FIRST_LOOK;
    int seen = -1;
    while (true) {
      List<TopicReader.Entry<JournalEntry>> entries;
      try (TopicReader<JournalEntry> reader = journal.get()) {
        reader.skipToLast(count);
        entries = reader.readToEnd();
      }
      OptionalInt epoch =
          entries.stream()
              .flatMap(entry -> entry.value().stream())
              .filter(entry -> entry.getModel().equals(model))
              .mapToInt(JournalEntry::getEpoch)
              .max();
      if (epoch.isPresent() || entries.size() == seen || entries.size() < count) {
        return Math.max(greatest, epoch.orElse(0)) + 1;
      }
      seen = entries.size();
      count *= 8;
    }
  }
}
