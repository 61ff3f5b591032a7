package io.headwater.trainer.internal.stream;

import io.headwater.schemas.contract.SourcePartition;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A contiguous stretch of one partition: its records, and the offsets between them that hold no
 * record.
 *
 * @param source the partition
 * @param from first offset of the stretch
 * @param to one past the last offset of the stretch, which may include transaction markers or
 *     compacted offsets after the last record
 * @param records the records in the stretch, by rising offset
 */
public record Chunk(
    SourcePartition source, long from, long to, List<ConsumerRecord<byte[], byte[]>> records) {

  /**
   * Copies the records.
   *
   * @throws IllegalArgumentException if a record lies outside the stretch or out of order
   */
  public Chunk {
    records = List.copyOf(records);
    long next = from;
    for (ConsumerRecord<byte[], byte[]> message : records) {
      if (message.offset() < next) {
        throw new IllegalArgumentException(
            source + " holds offset " + message.offset() + " where " + next + " or more is due");
      }
      next = message.offset() + 1;
    }
    if (next > to) {
      throw new IllegalArgumentException(source + " ends at " + to + " but must reach " + next);
    }
  }
}
