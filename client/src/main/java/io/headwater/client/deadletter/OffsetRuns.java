package io.headwater.client.deadletter;

import java.util.Map.Entry;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A set of offsets, kept as runs of consecutive ones. */
final class OffsetRuns {
  /** Last offset of each run, by first offset. */
  private final NavigableMap<Long, Long> runs = new TreeMap<>();

  void add(long first, long last) {
    long from = first;
    long to = last;
    Entry<Long, Long> before = runs.floorEntry(from);
    if (before != null && before.getValue() >= from - 1) {
      from = before.getKey();
      to = Math.max(to, before.getValue());
    }
    NavigableMap<Long, Long> swallowed = runs.subMap(from, true, to + 1, true);
    for (long end : swallowed.values()) {
      to = Math.max(to, end);
    }
    swallowed.clear();
    runs.put(from, to);
  }

  boolean contains(long offset) {
    Entry<Long, Long> run = runs.floorEntry(offset);
    return run != null && run.getValue() >= offset;
  }

  /** Returns each run as {@code first..last}, in order. */
  Stream<String> texts() {
    return runs.entrySet().stream().map(run -> run.getKey() + ".." + run.getValue());
  }
}
