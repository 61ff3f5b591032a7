package io.headwater.service.topic;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Settings of a consumer of records that may be large, such as texts of a megabyte, with which it
 * holds a bounded number of bytes.
 *
 * <p>The consumer has one answer of each broker on its way or in hand, and of each partition that
 * is paused at most one answer that was not finished. A poll hands out few records at once, since
 * Kafka bounds a poll by their number alone, and batches can be compressed a hundredfold. A batch
 * larger than an answer still comes, alone.
 */
public final class FetchLimits {
  /** Most bytes of a broker's answer. */
  public static final int ANSWER_BYTES = 1 << 20;

  /** Most bytes of one partition in an answer, so that several partitions share it. */
  public static final int PARTITION_BYTES = 256 << 10;

  /** Most records that a poll hands out. */
  public static final int POLL_RECORDS = 32;

  private FetchLimits() {}

  /** Returns the settings, which an operator may override. */
  public static Map<String, Object> settings() {
    return Map.of(
        ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
        ANSWER_BYTES,
        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
        PARTITION_BYTES,
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
        POLL_RECORDS);
  }
}
