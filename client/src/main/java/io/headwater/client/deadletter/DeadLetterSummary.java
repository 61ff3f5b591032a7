package io.headwater.client.deadletter;

import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.contract.DeadLetter.Location;
import io.headwater.service.terminal.Printable;
import io.headwater.service.terminal.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Counts dead letters by reason, topic and model, and keeps the last ones. */
public final class DeadLetterSummary {
  private static final int LONGEST_MESSAGE = 160;

  private final DeadLetterFilter wanted;
  private final int limit;
  private final Map<Group, Long> counts = new HashMap<>();
  private final Queue<Line> last = new PriorityQueue<>(Line.BY_TIME);
  private final RetryMarks retried = new RetryMarks();
  private long all;

  private record Group(String reason, String topic, String model) {}

  /** A letter without its bytes and most of its headers, since they can be large. */
  private record Line(DeadLetter letter) {
    static Line of(DeadLetter letter) {
      return new Line(letter.described());
    }

    long timestamp() {
      return letter.message().timestamp();
    }

    Location location() {
      return letter.location();
    }

    /** By time: letters arrive partition by partition, so not in order of time. */
    static final Comparator<Line> BY_TIME =
        Comparator.comparingLong(Line::timestamp)
            .thenComparing(line -> line.location().partition())
            .thenComparing(line -> line.location().offset());
  }

  /**
   * Makes a summary with no letters in it yet.
   *
   * @param wanted selects the letters to count
   * @param limit number of letters to keep at most
   */
  public DeadLetterSummary(DeadLetterFilter wanted, int limit) {
    this.wanted = wanted;
    this.limit = limit;
  }

  /** Adds a record of the dead-letters topic. */
  public void add(ConsumerRecord<byte[], byte[]> message) {
    if (RetryMarks.isMark(message)) {
      retried.read(message);
      return;
    }
    all++;
    DeadLetter letter = new DeadLetter(message);
    if (!wanted.has(letter)) {
      return;
    }
    counts.merge(
        new Group(letter.reason(), letter.topic().orElse("?"), letter.model().orElse("-")),
        1L,
        Long::sum);
    last.add(Line.of(letter));
    if (last.size() > limit) {
      last.remove();
    }
  }

  /** Lays out the counts, then the last letters, the newest last. */
  public List<String> lines() {
    if (counts.isEmpty()) {
      return List.of(
          all == 0
              ? "There are no dead letters."
              : "None of the " + all + " dead letters matches.");
    }
    Table groups = new Table("reason", "topic", "letters", "model");
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<Group, Long>comparingByValue()
                .reversed()
                .thenComparing(entry -> entry.getKey().reason())
                .thenComparing(entry -> entry.getKey().topic())
                .thenComparing(entry -> entry.getKey().model()))
        .forEach(
            entry ->
                groups.row(
                    Printable.of(entry.getKey().reason()),
                    Printable.of(entry.getKey().topic()),
                    entry.getValue().toString(),
                    Printable.of(entry.getKey().model())));
    List<String> lines = new ArrayList<>(groups.lines());
    lines.add("");
    last.stream()
        .sorted(Line.BY_TIME)
        .map(Line::letter)
        .forEach(
            letter -> {
              lines.add(heading(letter));
              lines.add("    " + Printable.cut(Printable.of(letter.sentence()), LONGEST_MESSAGE));
            });
    return lines;
  }

  private String heading(DeadLetter letter) {
    long retries = retried.retries(letter);
    return letter.location()
        + "  "
        + Printable.of(letter.reason())
        + "  "
        + Printable.of(letter.origin())
        + letter.model().map(model -> "  refused by " + Printable.of(model)).orElse("")
        + (retries > 0 ? "  retries " + retries : "")
        + (retried.contains(letter.location()) ? "  sent back" : "");
  }
}
