package io.headwater.client.deadletter;

import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.contract.DeadLetter.Location;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Knows which dead letters were already sent back, where the records came to lie, and so how often
 * a record had been sent back when it was refused again.
 *
 * <p>A mark is a record on the dead-letters topic without key and value. One header lists the
 * locations of the letters as {@code partition-first..last}, another those of the records as {@code
 * retries*partition-first..last*topic}, both separated by spaces. A mark is younger than the
 * letters it is about and is therefore kept longer than they are.
 *
 * <p>Only a record that has nothing but these headers is a mark. A letter always has others, so no
 * header of a refused record can make a mark of its letter.
 */
public final class RetryMarks {
  private static final List<String> HEADERS = List.of(DeadLetter.RETRIED, DeadLetter.RETURNED);
  private static final Pattern RUN =
      Pattern.compile("([0-9]{1,9})-([0-9]{1,18})\\.\\.([0-9]{1,18})");
  private static final Pattern RETURN =
      Pattern.compile(
          "([0-9]{1,18})\\*([0-9]{1,9})-([0-9]{1,18})\\.\\.([0-9]{1,18})\\*([a-zA-Z0-9._-]{1,249})");

  /** Letters that were sent back, by partition. */
  private final Map<Integer, OffsetRuns> letters = new TreeMap<>();

  /** Records that were sent back, by partition and how often they had been sent back then. */
  private final Map<TopicPartition, NavigableMap<Long, OffsetRuns>> records =
      new TreeMap<>(
          Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));

  /** Returns whether a record of the dead-letters topic is a mark rather than a letter. */
  public static boolean isMark(ConsumerRecord<byte[], byte[]> message) {
    return message.key() == null
        && message.value() == null
        && message.headers().lastHeader(DeadLetter.RETRIED) != null
        && Arrays.stream(message.headers().toArray())
            .allMatch(header -> HEADERS.contains(header.key()));
  }

  /** Adds what a mark lists; skips other records, and text that is not in form. */
  public void read(ConsumerRecord<byte[], byte[]> message) {
    if (!isMark(message)) {
      return;
    }
    text(message, DeadLetter.RETRIED)
        .ifPresent(
            text -> {
              for (Matcher run = RUN.matcher(text); run.find(); ) {
                add(
                    letters(Integer.parseInt(run.group(1))),
                    Long.parseLong(run.group(2)),
                    Long.parseLong(run.group(3)));
              }
            });
    text(message, DeadLetter.RETURNED)
        .ifPresent(
            text -> {
              for (Matcher run = RETURN.matcher(text); run.find(); ) {
                add(
                    records(
                        new TopicPartition(run.group(5), Integer.parseInt(run.group(2))),
                        Long.parseLong(run.group(1))),
                    Long.parseLong(run.group(3)),
                    Long.parseLong(run.group(4)));
              }
            });
  }

  private static Optional<String> text(ConsumerRecord<byte[], byte[]> message, String header) {
    return DeadLetter.textOf(message.headers(), header);
  }

  private static void add(OffsetRuns runs, long first, long last) {
    if (first <= last) {
      runs.add(first, last);
    }
  }

  /** Adds the location of a letter that was sent back. */
  public void add(Location letter) {
    letters(letter.partition()).add(letter.offset(), letter.offset());
  }

  /**
   * Adds where a record came to lie.
   *
   * @param retries how often it has been sent back, this time included
   */
  public void addReturned(TopicPartition partition, long offset, long retries) {
    records(partition, retries).add(offset, offset);
  }

  private OffsetRuns letters(int partition) {
    return letters.computeIfAbsent(partition, none -> new OffsetRuns());
  }

  private OffsetRuns records(TopicPartition partition, long retries) {
    return records
        .computeIfAbsent(partition, none -> new TreeMap<>())
        .computeIfAbsent(retries, none -> new OffsetRuns());
  }

  /** Returns whether the letter at a location was sent back. */
  public boolean contains(Location letter) {
    OffsetRuns runs = letters.get(letter.partition());
    return runs != null && runs.contains(letter.offset());
  }

  /** Returns how often the record of a letter had been sent back before it was refused. */
  public long retries(DeadLetter letter) {
    if (letter.topic().isEmpty() || letter.partition().isEmpty() || letter.offset().isEmpty()) {
      return 0;
    }
    TopicPartition partition = new TopicPartition(letter.topic().get(), letter.partition().get());
    long offset = letter.offset().get();
    return records.getOrDefault(partition, new TreeMap<>()).descendingMap().entrySet().stream()
        .filter(runs -> runs.getValue().contains(offset))
        .findFirst()
        .map(Entry::getKey)
        .orElse(0L);
  }

  /** Returns the mark to send for everything that was added. */
  public ProducerRecord<byte[], byte[]> mark(String deadLetters) {
    ProducerRecord<byte[], byte[]> mark = new ProducerRecord<>(deadLetters, null, null);
    mark.headers().add(DeadLetter.RETRIED, text().getBytes(StandardCharsets.UTF_8));
    if (!records.isEmpty()) {
      mark.headers().add(DeadLetter.RETURNED, returned().getBytes(StandardCharsets.UTF_8));
    }
    return mark;
  }

  /** Returns the text of a mark for all letters that were added. */
  public String text() {
    return letters.entrySet().stream()
        .flatMap(runs -> runs.getValue().texts().map(run -> runs.getKey() + "-" + run))
        .collect(Collectors.joining(" "));
  }

  private String returned() {
    return records.entrySet().stream()
        .flatMap(partition -> returned(partition.getKey(), partition.getValue()))
        .collect(Collectors.joining(" "));
  }

  private static Stream<String> returned(
      TopicPartition partition, NavigableMap<Long, OffsetRuns> byRetries) {
    return byRetries.entrySet().stream()
        .flatMap(
            runs ->
                runs.getValue()
                    .texts()
                    .map(
                        run ->
                            String.format(
                                Locale.ROOT,
                                "%d*%d-%s*%s",
                                runs.getKey(),
                                partition.partition(),
                                run,
                                partition.topic())));
  }
}
