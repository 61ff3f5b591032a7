package io.headwater.model.checkpoint.internal;

import io.headwater.model.checkpoint.AbsentCheckpointException;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a checkpoint's chunks from their offsets on, and nothing before them. */
public final class ChunkReader {
  private static final Logger LOG = LoggerFactory.getLogger(ChunkReader.class);
  private static final Duration POLL = Duration.ofMillis(500);

  /**
   * Attempts before a chunk counts as lost; a broker that just took over may not know its log's
   * end.
   */
  private static final int LOOKS = 4;

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final BrokerCalls calls;

  /** Makes a reader; each attempt has its own consumer, without a group. */
  public ChunkReader(Supplier<Consumer<byte[], byte[]>> consumers, BrokerCalls calls) {
    this.consumers = consumers;
    this.calls = calls;
  }

  /**
   * Adds the wanted chunks that a folder lacks; waits while a broker is unavailable.
   *
   * @throws AbsentCheckpointException if the topic has dropped a chunk
   * @throws CorruptCheckpointException if the topic does not reach as far as a chunk
   * @throws IOException if the broker refuses, or the store is closed meanwhile
   */
  public void read(ChunkRange range, PartialFolder folder) throws IOException {
    int looks = 0;
    while (!folder.isComplete()) {
      int before = folder.next();
      String problem =
          calls.untilAnswered(
              "read " + range.checkpoint() + " from topic " + range.topic(),
              () -> attempt(range, folder));
      looks = folder.next() > before ? 1 : looks + 1;
      if (!folder.isComplete() && looks == LOOKS) {
        throw new CorruptCheckpointException(
            "chunk " + folder.next() + " of " + range.chunks() + " of " + range + " " + problem);
      }
    }
  }

  /**
   * Reads the next chunks; returns the problem if it may be temporary, and an empty text if done.
   */
  private String attempt(ChunkRange range, PartialFolder folder) throws IOException {
    TopicPartition partition = new TopicPartition(range.topic(), range.partition());
    folder.touch();
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      if (consumer.partitionsFor(range.topic()).stream()
          .noneMatch(info -> info.partition() == range.partition())) {
        return "is missing: the topic has no such partition";
      }
      consumer.assign(List.of(partition));
      // Chunks lie in order, so chunk n is at least n offsets after the first.
      consumer.seek(partition, range.from() + folder.next());
      while (!folder.isComplete()) {
        calls.requireOpen();
        int before = folder.next();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          take(range, folder, record);
        }
        if (folder.isComplete()) {
          return "";
        }
        if (range.from() + folder.next() > consumer.position(partition)) {
          consumer.seek(partition, range.from() + folder.next()); // past a file that is not wanted
        }
        if (consumer.position(partition) > range.to()) {
          throw missing(range, folder.next());
        }
        if (folder.next() == before
            && consumer.endOffsets(List.of(partition)).get(partition)
                <= consumer.position(partition)) {
          return "is missing: the topic ends before it, so it was created anew or has lost records";
        }
      }
      return "";
    } catch (OffsetOutOfRangeException e) {
      LOG.debug("Offsets of {} are gone", range, e);
      return "is missing: the topic no longer has, or does not yet have, its offset";
    }
  }

  private static void take(
      ChunkRange range, PartialFolder folder, ConsumerRecord<byte[], byte[]> record)
      throws IOException {
    Optional<Integer> index = range.indexOf(record.key());
    if (index.isEmpty()
        || record.offset() > range.to()
        || record.value() == null
        || folder.isComplete()
        || index.get() < folder.next()) {
      return;
    }
    if (index.get() > folder.next()) {
      throw missing(range, folder.next());
    }
    folder.append(record.value());
  }

  private static AbsentCheckpointException missing(ChunkRange range, int index) {
    return new AbsentCheckpointException(
        "chunk "
            + index
            + " of "
            + range.chunks()
            + " of "
            + range
            + " is missing: it was deleted, compacted away or has expired");
  }
}
