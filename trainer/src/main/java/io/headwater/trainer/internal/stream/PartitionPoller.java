package io.headwater.trainer.internal.stream;

import io.headwater.schemas.contract.SourcePartition;
import io.headwater.service.retry.Backoff;
import io.headwater.service.retry.Closing;
import io.headwater.service.retry.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loop of the poll thread: keeps the buffer filled from the assigned partitions. */
public final class PartitionPoller {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionPoller.class);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration CLOSE = Duration.ofMillis(500);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final Consumer<byte[], byte[]> consumer;
  private final BlockBuffer buffer;
  private final AtomicReference<SortedMap<SourcePartition, Long>> wanted =
      new AtomicReference<>(new TreeMap<>());
  private final AtomicReference<Set<SourcePartition>> reading = new AtomicReference<>(Set.of());
  private final Map<SourcePartition, Long> positions = new TreeMap<>();
  private final Set<SourcePartition> beyondEnd = new TreeSet<>();
  private long nextLook;
  private final AtomicReference<Map<SourcePartition, Long>> ends = new AtomicReference<>(Map.of());

  /** Makes a poller with a consumer that does not reset offsets by itself. */
  public PartitionPoller(Consumer<byte[], byte[]> consumer, BlockBuffer buffer) {
    this.consumer = consumer;
    this.buffer = buffer;
  }

  /**
   * Sets the partitions to read, each with the offset to start at. Partitions that are being read
   * already continue where they are.
   */
  public void assign(SortedMap<SourcePartition, Long> starts) {
    wanted.set(new TreeMap<>(starts));
  }

  /** Returns whether a partition is being read; it may still be read just after it was removed. */
  public boolean isReading(SourcePartition source) {
    return reading.get().contains(source);
  }

  /** Returns the known ends of the partitions' logs, before any transaction that is still open. */
  public Map<SourcePartition, Long> ends() {
    return ends.get();
  }

  /** Polls until closing, then closes the consumer. */
  public void run(Closing closing) {
    Backoff backoff = Retry.USUAL.backoff(closing);
    Duration pause = Duration.ZERO;
    try {
      while (!closing.await(pause)) {
        try {
          applyAssignment();
          pause = positions.isEmpty() ? POLL : Duration.ZERO;
          if (!positions.isEmpty()) {
            lookBeyondEnd();
            pauseFullPartitions();
            deliver(consumer.poll(POLL));
            backoff.reset();
          }
        } catch (OffsetOutOfRangeException e) {
          moveIntoRange(e.offsetOutOfRangePartitions().keySet());
        } catch (RetriableException | AuthorizationException e) {
          backoff.pause("read examples", e);
        }
      }
    } catch (InterruptException e) {
      // The service is stopping; the consumer restored the interrupt flag.
      LOG.debug("Polling was interrupted", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE));
    }
  }

  private void applyAssignment() {
    SortedMap<SourcePartition, Long> starts = wanted.get();
    if (starts.keySet().equals(positions.keySet())) {
      return;
    }
    positions.keySet().retainAll(starts.keySet());
    reading.set(Set.copyOf(starts.keySet()));
    beyondEnd.retainAll(starts.keySet());
    consumer.assign(starts.keySet().stream().map(SourcePartition::topicPartition).toList());
    List<TopicPartition> sought = new ArrayList<>();
    starts.forEach(
        (source, start) -> {
          if (positions.putIfAbsent(source, start) == null) {
            consumer.seek(source.topicPartition(), start);
            sought.add(source.topicPartition());
          }
        });
    consumer.resume(sought);
  }

  private void pauseFullPartitions() {
    List<TopicPartition> full = new ArrayList<>();
    List<TopicPartition> wanting = new ArrayList<>();
    for (SourcePartition source : positions.keySet()) {
      (buffer.isFull(source) || beyondEnd.contains(source) ? full : wanting)
          .add(source.topicPartition());
    }
    consumer.pause(full);
    consumer.resume(wanting);
  }

  private void deliver(ConsumerRecords<byte[], byte[]> polled) {
    Map<TopicPartition, OffsetAndMetadata> next = polled.nextOffsets();
    Map<SourcePartition, Long> known = new HashMap<>();
    for (Map.Entry<SourcePartition, Long> entry : positions.entrySet()) {
      SourcePartition source = entry.getKey();
      TopicPartition partition = source.topicPartition();
      OffsetAndMetadata advanced = next.get(partition);
      if (advanced != null) {
        entry.setValue(advanced.offset());
      }
      OptionalLong behind = consumer.currentLag(partition);
      boolean isAtEnd = beyondEnd.contains(source) || behind.orElse(-1) == 0;
      behind.ifPresent(offsets -> known.put(source, entry.getValue() + offsets));
      List<ConsumerRecord<byte[], byte[]>> records = polled.records(partition);
      int taken = buffer.offer(source, records, entry.getValue(), isAtEnd);
      if (taken < records.size()) {
        // A fetch of well compressed batches can hold far more than there is room for: what does
        // not fit is fetched again later.
        entry.setValue(records.get(taken).offset());
        consumer.seek(partition, entry.getValue());
      }
    }
    ends.set(Map.copyOf(known));
  }

  /**
   * Continues at the first offset that the log still holds; earlier offsets are lost to every
   * reader and show up as a gap. A position beyond the end of the log waits. Either the topic was
   * recreated, which discovery will notice, or the log was truncated, and then the offsets below
   * the position were trained on already.
   */
  private void moveIntoRange(Set<TopicPartition> partitions) {
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
    for (Map.Entry<SourcePartition, Long> entry : positions.entrySet()) {
      TopicPartition partition = entry.getKey().topicPartition();
      if (!partitions.contains(partition)) {
        continue;
      }
      long beginning = beginnings.get(partition);
      if (entry.getValue() >= beginning) {
        LOG.error(
            "{} ends before offset {}, up to which it was trained on; it is not read until it"
                + " reaches that offset or is found to be another topic",
            partition,
            entry.getValue());
        beyondEnd.add(entry.getKey());
        continue;
      }
      if (entry.getValue() > 0) {
        LOG.error(
            "{} no longer holds offset {}; reading goes on at {}, and what lay between is not"
                + " trained on",
            partition,
            entry.getValue(),
            beginning);
      }
      consumer.seek(partition, beginning);
      entry.setValue(beginning);
    }
  }

  private void lookBeyondEnd() {
    if (beyondEnd.isEmpty() || System.nanoTime() < nextLook) {
      return;
    }
    nextLook = System.nanoTime() + BETWEEN_LOOKS.toNanos();
    Map<TopicPartition, Long> ends =
        consumer.endOffsets(beyondEnd.stream().map(SourcePartition::topicPartition).toList());
    beyondEnd.removeIf(source -> ends.get(source.topicPartition()) >= positions.get(source));
  }
}
