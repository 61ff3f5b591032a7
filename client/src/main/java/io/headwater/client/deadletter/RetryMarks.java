package io.headwater.client.deadletter;

import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.contract.DeadLetter.Location;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Map.Entry;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Knows which dead letters were already sent back.
 *
 * <p>A mark is a record on the dead-letters topic without key and value; one header lists the
 * locations as {@code partition-first..last}, separated by spaces. A mark is younger than the
 * letters it is about and is therefore kept longer than they are.
 */
public final class RetryMarks {
  private static final Pattern RUN =
      Pattern.compile("([0-9]{1,9})-([0-9]{1,18})\\.\\.([0-9]{1,18})");

  /** Last offset of each run, by partition and first offset. */
  private final Map<Integer, NavigableMap<Long, Long>> runs = new TreeMap<>();

  /** Returns whether a record with these headers is a mark rather than a letter. */
  public static boolean isMark(Headers headers) {
    return headers.lastHeader(DeadLetter.RETRIED) != null;
  }

  /** Adds the locations that a mark lists; skips text that is not a run of locations. */
  public void read(Headers headers) {
    DeadLetter.textOf(headers, DeadLetter.RETRIED)
        .ifPresent(
            text -> {
              for (Matcher run = RUN.matcher(text); run.find(); ) {
                long first = Long.parseLong(run.group(2));
                long last = Long.parseLong(run.group(3));
                if (first <= last) {
                  add(Integer.parseInt(run.group(1)), first, last);
                }
              }
            });
  }

  /** Adds a location. */
  public void add(Location location) {
    add(location.partition(), location.offset(), location.offset());
  }

  private void add(int partition, long first, long last) {
    NavigableMap<Long, Long> own = runs.computeIfAbsent(partition, none -> new TreeMap<>());
    long from = first;
    long to = last;
    Entry<Long, Long> before = own.floorEntry(from);
    if (before != null && before.getValue() >= from - 1) {
      from = before.getKey();
      to = Math.max(to, before.getValue());
    }
    NavigableMap<Long, Long> swallowed = own.subMap(from, true, to + 1, true);
    for (long end : swallowed.values()) {
      to = Math.max(to, end);
    }
    swallowed.clear();
    own.put(from, to);
  }

  /** Returns whether a location was added. */
  public boolean contains(Location location) {
    Entry<Long, Long> run =
        runs.getOrDefault(location.partition(), new TreeMap<>()).floorEntry(location.offset());
    return run != null && run.getValue() >= location.offset();
  }

  /** Returns the mark to send for all locations that were added. */
  public ProducerRecord<byte[], byte[]> mark(String deadLetters) {
    ProducerRecord<byte[], byte[]> mark = new ProducerRecord<>(deadLetters, null, null);
    mark.headers().add(DeadLetter.RETRIED, text().getBytes(StandardCharsets.UTF_8));
    return mark;
  }

  /** Returns the text of a mark for all locations that were added. */
  public String text() {
    return runs.entrySet().stream()
        .flatMap(
            partition ->
                partition.getValue().entrySet().stream()
                    .map(run -> partition.getKey() + "-" + run.getKey() + ".." + run.getValue()))
        .collect(Collectors.joining(" "));
  }
}
