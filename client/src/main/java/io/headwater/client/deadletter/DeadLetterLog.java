package io.headwater.client.deadletter;

import io.headwater.schemas.KafkaFutures;
import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.contract.DeadLetter.Location;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.topic.TopicReader;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** Reads the dead-letters topic, committed records only; used by one thread. */
public final class DeadLetterLog implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;

  private DeadLetterLog(
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
      List<TopicPartition> partitions) {
    this.consumer = consumer;
    this.partitions = partitions;
  }

  /** Opens the topic, if it exists. */
  public static Optional<DeadLetterLog> open(ServiceConfig config) {
    String topic = config.topics().deadLetters();
    var consumer = TopicReader.consumer(config);
    try {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      if (partitions.isEmpty()) {
        consumer.close();
        return Optional.empty();
      }
      return Optional.of(new DeadLetterLog(consumer, partitions));
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /**
   * Passes every record up to the current end to a sink, marks included, in order within a
   * partition. Nothing is kept, so the topic may be larger than memory.
   *
   * @param since skips records written before this time
   */
  public void read(Optional<Instant> since, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
    seek(since);
    ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
    while (!ends.isEmpty()) {
      for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
        long end = ends.getOrDefault(new TopicPartition(message.topic(), message.partition()), 0L);
        if (message.offset() < end) {
          sink.accept(message);
        }
      }
      ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
    }
  }

  /**
   * Waits until everything written so far is committed or aborted, so that it can be read. Until
   * then, records behind the start of an open transaction, marks among them, exist but cannot be
   * read.
   *
   * @param say takes one message about what is waited for
   */
  public void awaitCommitted(Admin admin, Consumer<String> say) {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    try {
      Map<TopicPartition, ListOffsetsResultInfo> written = admin.listOffsets(latest).all().get();
      for (boolean first = true; !isReadable(written); first = false) {
        if (first) {
          say.accept(
              "Waiting for transactions that are open on "
                  + partitions.get(0).topic()
                  + "; one whose writer died is aborted when its time is over.");
        }
        Thread.sleep(POLL.toMillis());
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw KafkaFutures.failure(e);
    }
  }

  private boolean isReadable(Map<TopicPartition, ListOffsetsResultInfo> written) {
    Map<TopicPartition, Long> readable = consumer.endOffsets(partitions);
    return partitions.stream()
        .allMatch(partition -> readable.get(partition) >= written.get(partition).offset());
  }

  private void seek(Optional<Instant> since) {
    consumer.assign(partitions);
    if (since.isEmpty()) {
      consumer.seekToBeginning(partitions);
      return;
    }
    Map<TopicPartition, Long> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, since.get().toEpochMilli()));
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(asked);
    for (TopicPartition partition : partitions) {
      OffsetAndTimestamp first = found.get(partition);
      if (first == null) {
        consumer.seekToEnd(List.of(partition));
      } else {
        consumer.seek(partition, first.offset());
      }
    }
  }

  /** Returns the letter at a location, if there is one. */
  public Optional<DeadLetter> at(Location location) {
    Optional<TopicPartition> found =
        partitions.stream().filter(each -> each.partition() == location.partition()).findFirst();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    TopicPartition partition = found.get();
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    long begin = consumer.beginningOffsets(List.of(partition)).get(partition);
    if (location.offset() < begin || location.offset() >= end) {
      return Optional.empty();
    }
    consumer.assign(List.of(partition));
    consumer.seek(partition, location.offset());
    while (consumer.position(partition) <= location.offset()) {
      for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL).records(partition)) {
        if (message.offset() == location.offset() && !RetryMarks.isMark(message)) {
          return Optional.of(new DeadLetter(message));
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
