package io.headwater.trainer.internal.assembly;

import io.headwater.schemas.BlockClosed;
import io.headwater.schemas.OffsetRun;
import io.headwater.schemas.SkippedRun;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.SourcePartition;
import io.headwater.trainer.internal.batch.OffsetRuns;
import io.headwater.trainer.internal.stream.Chunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Collects the outcome of each record of a block, chunk by chunk and by rising offset: a row, a
 * dead letter or a skipped offset. Adjacent offsets skipped for the same reason are joined.
 */
final class BlockDraft {
  private final OffsetRuns runs = new OffsetRuns();
  private final List<OffsetRun> taken = new ArrayList<>();
  private final List<SkippedRun> skipped = new ArrayList<>();
  private final List<ValidRow> rows = new ArrayList<>();
  private final List<RefusedRecord> deadLetters = new ArrayList<>();
  private final Map<SourcePartition, Long> positions = new TreeMap<>();
  private Chunk chunk;
  private long next;
  private String reason = "";
  private long from;
  private long to;

  /**
   * A record that becomes a row.
   *
   * @param source partition of the record
   * @param offset offset of the record
   * @param task task of the example
   * @param example the example
   */
  record ValidRow(SourcePartition source, long offset, AdoptedTask task, ReadExample example) {}

  /** Begins a chunk; the previous chunk must have ended. */
  void begin(Chunk begun) {
    chunk = begun;
    next = begun.from();
    from = begun.from();
    to = begun.from();
    taken.addAll(runs.of(begun.source(), begun.from(), begun.to()));
    positions.put(begun.source(), begun.to());
  }

  void row(ConsumerRecord<byte[], byte[]> message, AdoptedTask task, ReadExample example) {
    passTo(message.offset());
    rows.add(new ValidRow(chunk.source(), message.offset(), task, example));
  }

  void refuse(ConsumerRecord<byte[], byte[]> message, Rejection rejection) {
    deadLetters.add(new RefusedRecord(chunk.source(), message, rejection));
    skip(message, rejection.reason().name());
  }

  void skip(ConsumerRecord<byte[], byte[]> message, String why) {
    passTo(message.offset());
    skip(message.offset(), message.offset() + 1, why);
  }

  /** Ends the chunk. */
  void end() {
    skip(next, chunk.to(), BlockAssembler.GAP);
    finishRun();
  }

  List<ValidRow> rows() {
    return rows;
  }

  List<RefusedRecord> deadLetters() {
    return deadLetters;
  }

  Map<SourcePartition, Long> positions() {
    return positions;
  }

  BlockClosed closing() {
    return BlockClosed.newBuilder()
        .setSources(runs.sources())
        .setTaken(taken)
        .setSkipped(skipped)
        .build();
  }

  private void passTo(long offset) {
    skip(next, offset, BlockAssembler.GAP);
    next = offset + 1;
  }

  private void skip(long start, long end, String why) {
    if (start >= end) {
      return;
    }
    if (start == to && why.equals(reason)) {
      to = end;
    } else {
      finishRun();
      reason = why;
      from = start;
      to = end;
    }
  }

  private void finishRun() {
    for (OffsetRun run : runs.of(chunk.source(), from, to)) {
      skipped.add(SkippedRun.newBuilder().setRows(run).setReason(reason).build());
    }
    from = to;
  }
}
