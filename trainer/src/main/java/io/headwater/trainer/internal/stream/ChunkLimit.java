package io.headwater.trainer.internal.stream;

import io.headwater.schemas.contract.RecordSize;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a partition gives to a block: records up to the one that reaches either limit.
 *
 * <p>Both are counted from the records alone, so that where a chunk ends does not depend on how the
 * records were fetched.
 *
 * @param records number of records that ends a chunk, at least 1
 * @param bytes size of the records that ends a chunk, at least 1
 */
record ChunkLimit(int records, long bytes) {
  /** Returns the size of a record in bytes, as its batch has it in the log uncompressed. */
  static long sizeOf(ConsumerRecord<byte[], byte[]> message) {
    return RecordSize.of(message.key(), message.value(), message.headers());
  }

  /** Returns whether so many records of this size together end a chunk. */
  boolean isReached(int count, long size) {
    return count >= records || size >= bytes;
  }

  /**
   * Returns the size at which a partition's queue takes no more, in bytes: three chunks, of which
   * the last is room for what a fetch brings beyond the second.
   */
  long mostBytes() {
    return 3 * Math.min(bytes, Long.MAX_VALUE / 3);
  }
}
