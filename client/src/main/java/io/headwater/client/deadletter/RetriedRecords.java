package io.headwater.client.deadletter;

import io.headwater.schemas.contract.DeadLetter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The refused records that were sent back, whichever letter asked for it: each model that refuses a
 * record writes a letter of its own.
 *
 * <p>A record is known by its topic, partition and offset and, as a topic may be deleted and
 * created again, by Kafka's id of the topic, or by its timestamp if the letter does not give the
 * id.
 */
final class RetriedRecords {
  private final Map<Partition, OffsetRuns> known = new HashMap<>();
  private final Set<Stamped> stamped = new HashSet<>();

  private record Partition(String topic, String topicId, int partition) {}

  private record Stamped(String topic, int partition, long offset, Optional<Long> timestamp) {}

  /** Adds the record of a letter, if the letter says which one it was. */
  void add(DeadLetter letter) {
    if (!isKnown(letter)) {
      return;
    }
    if (letter.topicId().isPresent()) {
      long offset = letter.offset().orElseThrow();
      known.computeIfAbsent(partition(letter), none -> new OffsetRuns()).add(offset, offset);
    } else {
      stamped.add(stamped(letter));
    }
  }

  boolean contains(DeadLetter letter) {
    if (!isKnown(letter)) {
      return false;
    }
    // older services gave no topic id, so letters of one record may have it and lack it
    if (stamped.contains(stamped(letter))) {
      return true;
    }
    OffsetRuns runs = letter.topicId().isPresent() ? known.get(partition(letter)) : null;
    return runs != null && runs.contains(letter.offset().orElseThrow());
  }

  private static boolean isKnown(DeadLetter letter) {
    return letter.topic().isPresent()
        && letter.partition().isPresent()
        && letter.offset().isPresent();
  }

  private static Partition partition(DeadLetter letter) {
    return new Partition(
        letter.topic().orElseThrow(),
        letter.topicId().orElseThrow(),
        letter.partition().orElseThrow());
  }

  private static Stamped stamped(DeadLetter letter) {
    return new Stamped(
        letter.topic().orElseThrow(),
        letter.partition().orElseThrow(),
        letter.offset().orElseThrow(),
        letter.timestamp());
  }
}
