package io.headwater.trainer.internal.stream;

import io.headwater.schemas.contract.SourcePartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The records read from a partition and not yet taken into a block. */
final class PartitionQueue {
  private record Arrival(ConsumerRecord<byte[], byte[]> message, long at) {}

  private final SourcePartition source;
  private final Deque<Arrival> arrivals = new ArrayDeque<>();
  private long taken;
  private long position;
  private long positionAt;
  boolean held;
  boolean atEnd;

  /** Time since when the queue has held fewer records than a block takes. */
  long shortSince;

  PartitionQueue(SourcePartition source, long nextOffset, long now) {
    this.source = source;
    this.taken = nextOffset;
    this.position = nextOffset;
    this.positionAt = now;
    this.shortSince = now;
  }

  void offer(
      List<ConsumerRecord<byte[], byte[]>> records,
      long nextOffset,
      boolean end,
      long now,
      int blockRecords) {
    boolean wasFull = size() >= blockRecords;
    for (ConsumerRecord<byte[], byte[]> message : records) {
      if (message.offset() < position) {
        throw new IllegalStateException(
            source + " was read at offset " + message.offset() + " again, after " + position);
      }
      arrivals.add(new Arrival(message, now));
      position = message.offset() + 1;
    }
    if (position == taken && nextOffset > position) {
      positionAt = now;
    }
    position = Math.max(position, nextOffset);
    atEnd = end;
    if (wasFull || size() >= blockRecords) {
      shortSince = now;
    }
  }

  int size() {
    return arrivals.size();
  }

  /** Returns whether there is a record, or a stretch of offsets without records, to take. */
  boolean hasAdvanced() {
    return position > taken;
  }

  long oldestArrival() {
    return arrivals.isEmpty() ? positionAt : arrivals.peekFirst().at();
  }

  Chunk take(int limit, long now) {
    boolean full = size() >= limit;
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(Math.min(limit, size()));
    while (records.size() < limit && !arrivals.isEmpty()) {
      records.add(arrivals.removeFirst().message());
    }
    long from = taken;
    // A full chunk ends with its last record, so that its end does not depend on how far ahead the
    // reader is.
    taken = full ? records.get(records.size() - 1).offset() + 1 : position;
    if (full) {
      shortSince = now;
      positionAt = now;
    }
    return new Chunk(source, from, taken, records);
  }
}
