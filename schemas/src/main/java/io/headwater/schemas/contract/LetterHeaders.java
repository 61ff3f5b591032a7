package io.headwater.schemas.contract;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The headers of a dead letter, parted into those that arrived with the refused record and those
 * that were added when it was refused.
 *
 * <p>Whoever produced the record could give it headers of any name, so names prove nothing. Added
 * headers are told by their place: they come last, each once and in a fixed order.
 *
 * @param arrived headers of the refused record, in order
 * @param added headers that were added, in order
 */
record LetterHeaders(List<Header> arrived, List<Header> added) {
  /** What every letter has, in order. */
  private static final List<String> ALWAYS =
      List.of(
          DeadLetter.REASON,
          DeadLetter.MESSAGE,
          DeadLetter.TOPIC,
          DeadLetter.PARTITION,
          DeadLetter.OFFSET,
          DeadLetter.TIMESTAMP);

  /** What a letter may have after that, in order. */
  private static final List<String> SOMETIMES = List.of(DeadLetter.TOPIC_ID, DeadLetter.MODEL);

  private static final String STREAMS = "__streams.errors.";

  LetterHeaders {
    arrived = List.copyOf(arrived);
    added = List.copyOf(added);
  }

  static LetterHeaders of(Headers headers) {
    List<Header> all = List.of(headers.toArray());
    int begin = beginOfAdded(all);
    return begin < 0
        ? ofStreams(all)
        : new LetterHeaders(all.subList(0, begin), all.subList(begin, all.size()));
  }

  /** Returns where the added headers begin, or -1 if the letter is not one of ours. */
  private static int beginOfAdded(List<Header> all) {
    int end = all.size();
    for (int i = SOMETIMES.size() - 1; i >= 0; i--) {
      if (end > 0 && all.get(end - 1).key().equals(SOMETIMES.get(i))) {
        end--;
      }
    }
    int begin = end - ALWAYS.size();
    return begin >= 0 && all.subList(begin, end).stream().map(Header::key).toList().equals(ALWAYS)
        ? begin
        : -1;
  }

  /**
   * Parts the headers of a letter that Kafka Streams wrote itself, which adds some of its names
   * after the record's headers: the last of each name counts.
   */
  private static LetterHeaders ofStreams(List<Header> all) {
    Map<Boolean, List<Header>> byOwner =
        all.stream().collect(Collectors.partitioningBy(header -> header.key().startsWith(STREAMS)));
    return new LetterHeaders(byOwner.get(false), byOwner.get(true));
  }

  /** Returns the text of an added header. */
  Optional<String> text(String name) {
    return added.stream()
        .filter(header -> header.key().equals(name) && header.value() != null)
        .reduce((earlier, later) -> later)
        .map(header -> new String(header.value(), StandardCharsets.UTF_8));
  }
}
