package io.headwater.trainer.internal.stream;

import io.headwater.schemas.contract.SourcePartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The records read from a partition and not yet taken into a block. */
final class PartitionQueue {
  private record Arrival(ConsumerRecord<byte[], byte[]> message, long size, long at) {}

  private final SourcePartition source;
  private final Deque<Arrival> arrivals = new ArrayDeque<>();
  private long bytes;
  private long taken;
  private long position;
  private long positionAt;
  boolean held;
  boolean atEnd;

  /** Time since when the queue has held less than a chunk. */
  long shortSince;

  PartitionQueue(SourcePartition source, long nextOffset, long now) {
    this.source = source;
    this.taken = nextOffset;
    this.position = nextOffset;
    this.positionAt = now;
    this.shortSince = now;
  }

  /** Takes records in while there is room, and returns how many of them it took. */
  int offer(
      List<ConsumerRecord<byte[], byte[]>> records,
      long nextOffset,
      boolean end,
      long now,
      ChunkLimit limit) {
    boolean wasComplete = isComplete(limit);
    int accepted = 0;
    while (accepted < records.size() && bytes < limit.mostBytes()) {
      add(records.get(accepted), now);
      accepted++;
    }
    boolean isAll = accepted == records.size();
    if (isAll) {
      if (position == taken && nextOffset > position) {
        positionAt = now;
      }
      position = Math.max(position, nextOffset);
    }
    atEnd = end && isAll;
    if (wasComplete || isComplete(limit)) {
      shortSince = now;
    }
    return accepted;
  }

  private void add(ConsumerRecord<byte[], byte[]> message, long now) {
    if (message.offset() < position) {
      throw new IllegalStateException(
          source + " was read at offset " + message.offset() + " again, after " + position);
    }
    Arrival arrival = new Arrival(message, ChunkLimit.sizeOf(message), now);
    arrivals.add(arrival);
    bytes += arrival.size();
    position = message.offset() + 1;
  }

  /** Returns whether the queue holds all records of the next chunk, and maybe more. */
  boolean isComplete(ChunkLimit limit) {
    return limit.isReached(size(), bytes);
  }

  /** Returns whether the queue holds the next chunk and about as much again. */
  boolean isFull(ChunkLimit limit) {
    return limit.isReached(size() / 2, bytes / 2);
  }

  long bytes() {
    return bytes;
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

  Chunk take(ChunkLimit limit, long now) {
    boolean complete = isComplete(limit);
    List<ConsumerRecord<byte[], byte[]>> records =
        new ArrayList<>(Math.min(limit.records(), size()));
    long size = 0;
    while (!arrivals.isEmpty() && !limit.isReached(records.size(), size)) {
      Arrival arrival = arrivals.removeFirst();
      records.add(arrival.message());
      size += arrival.size();
    }
    bytes -= size;
    long from = taken;
    // A complete chunk ends with its last record, so that its end does not depend on how far ahead
    // the reader is.
    taken = complete ? records.get(records.size() - 1).offset() + 1 : position;
    if (complete) {
      shortSince = now;
      positionAt = now;
    }
    return new Chunk(source, from, taken, records);
  }
}
