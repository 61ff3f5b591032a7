package io.headwater.service.streams;

import io.headwater.service.topic.FetchLimits;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Settings of a Streams application that reads records which may be large, with which it holds few
 * of them.
 *
 * <p>Streams bounds what it has read by the number of records of a partition alone. So that little
 * is read ahead of what is processed, a poll hands out few records, and a task works on what it has
 * instead of waiting for records of its other partitions: it must not matter in which order records
 * of different partitions are processed.
 */
public final class InputLimits {
  /** Records of a store that are restored at once; they are small, and may be millions. */
  private static final int RESTORED_RECORDS = 500;

  private InputLimits() {}

  /** Returns the settings, which an operator may override. */
  public static Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>();
    FetchLimits.settings()
        .forEach((key, value) -> settings.put(StreamsConfig.consumerPrefix(key), value));
    settings.put(
        StreamsConfig.restoreConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG),
        RESTORED_RECORDS);
    settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, FetchLimits.POLL_RECORDS);
    settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    return settings;
  }
}
