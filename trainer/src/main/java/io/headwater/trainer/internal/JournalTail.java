package io.headwater.trainer.internal;

import io.headwater.schemas.JournalEntry;
import io.headwater.service.topic.TopicReader;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Reads the end of the journal, as far back as needed. */
final class JournalTail {
  private static final long FIRST_LOOK = 4_096;

  private JournalTail() {}

  /**
   * Returns a model's last entries in the journal's order. They reach back at least to an entry
   * that is far enough back, or to the beginning of the journal.
   *
   * @param journal opens a reader of the journal, which this method closes
   * @param farEnough tells whether an entry is far enough back
   */
  static List<JournalEntry> read(
      String model,
      Supplier<TopicReader<JournalEntry>> journal,
      Predicate<JournalEntry> farEnough) {
    // Other models may fill the end of the journal, so how far back to look is not known.
    long count = FIRST_LOOK;
    int seen = -1;
    while (true) {
      List<TopicReader.Entry<JournalEntry>> entries;
      try (TopicReader<JournalEntry> reader = journal.get()) {
        reader.skipToLast(count);
        entries = reader.readToEnd();
      }
      List<JournalEntry> own =
          entries.stream()
              .flatMap(entry -> entry.value().stream())
              .filter(entry -> entry.getModel().equals(model))
              .toList();
      if (entries.size() == seen || entries.size() < count || own.stream().anyMatch(farEnough)) {
        return own;
      }
      seen = entries.size();
      count *= 8;
    }
  }
}
