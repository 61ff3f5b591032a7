package io.headwater.model.checkpoint.internal;

import io.headwater.model.checkpoint.CheckpointManifest.StoredFile;
import io.headwater.schemas.KafkaFutures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a checkpoint's chunks, all in one Kafka transaction, so that the broker aborts and cleans
 * up what a dead writer left.
 */
public final class ChunkWriter {
  private static final Logger LOG = LoggerFactory.getLogger(ChunkWriter.class);
  private static final int IN_FLIGHT = 16;
  private static final long SAY_SECONDS = 10;
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final Supplier<Producer<byte[], byte[]>> producers;
  private final BrokerCalls calls;

  /** Makes a writer; each attempt has its own transactional producer. */
  public ChunkWriter(Supplier<Producer<byte[], byte[]>> producers, BrokerCalls calls) {
    this.producers = producers;
    this.calls = calls;
  }

  /**
   * Where the files of a checkpoint lie.
   *
   * @param all chunks of all files
   * @param files chunks of each file that has some, by its name
   */
  public record Written(ChunkRange all, Map<String, ChunkRange> files) {}

  /**
   * Sends the files of a folder and returns where they lie, once the transaction is committed.
   *
   * @param checkpoint prefix of the chunks' keys
   */
  public Written write(Path folder, ChunkLayout layout, TopicPartition partition, String checkpoint)
      throws IOException {
    return calls.untilAnswered(
        "send " + checkpoint + " to topic " + partition.topic(),
        () -> attempt(folder, layout, partition, checkpoint));
  }

  private Written attempt(
      Path folder, ChunkLayout layout, TopicPartition partition, String checkpoint)
      throws IOException {
    try (Producer<byte[], byte[]> producer = producers.get()) {
      producer.initTransactions();
      producer.beginTransaction();
      try {
        List<Long> offsets = send(producer, folder, layout, partition, checkpoint);
        producer.commitTransaction();
        return written(layout, partition, checkpoint, offsets);
      } catch (IOException | RuntimeException e) {
        abort(producer);
        throw e;
      }
    }
  }

  private static Written written(
      ChunkLayout layout, TopicPartition partition, String checkpoint, List<Long> offsets) {
    Map<String, ChunkRange> files = new HashMap<>();
    int first = 0;
    for (StoredFile file : layout.files()) {
      int chunks = (int) layout.chunksOf(file);
      if (chunks > 0) {
        files.put(file.name(), range(layout, partition, checkpoint, offsets, first, chunks));
      }
      first += chunks;
    }
    return new Written(range(layout, partition, checkpoint, offsets, 0, first), files);
  }

  private static ChunkRange range(
      ChunkLayout layout,
      TopicPartition partition,
      String checkpoint,
      List<Long> offsets,
      int first,
      int chunks) {
    return new ChunkRange(
        partition.topic(),
        partition.partition(),
        offsets.get(first),
        offsets.get(first + chunks - 1),
        first,
        chunks,
        layout.chunkBytes(),
        checkpoint);
  }

  /** Sends every chunk, with a limited number in flight, and returns their offsets, ascending. */
  private List<Long> send(
      Producer<byte[], byte[]> producer,
      Path folder,
      ChunkLayout layout,
      TopicPartition partition,
      String checkpoint)
      throws IOException {
    List<Long> offsets = new ArrayList<>();
    Deque<Future<RecordMetadata>> sent = new ArrayDeque<>();
    int index = 0;
    for (StoredFile file : layout.files()) {
      try (InputStream in = Files.newInputStream(folder.resolve(file.name()))) {
        for (long i = 0; i < layout.chunksOf(file); i++) {
          byte[] chunk = in.readNBytes(layout.place(index).length());
          byte[] key = ChunkRange.key(checkpoint, index++);
          sent.add(
              producer.send(
                  new ProducerRecord<>(partition.topic(), partition.partition(), key, chunk)));
          if (sent.size() == IN_FLIGHT) {
            offsets.add(offset(sent.remove()));
          }
        }
      }
    }
    for (Future<RecordMetadata> last : sent) {
      offsets.add(offset(last));
    }
    return offsets;
  }

  /**
   * Aborts the transaction; if that fails, the broker aborts it after the transaction's timeout.
   */
  private static void abort(Producer<byte[], byte[]> producer) {
    try {
      producer.abortTransaction();
    } catch (RuntimeException e) {
      LOG.debug("The transaction is left to the broker", e);
    }
    producer.close(CLOSING);
  }

  private long offset(Future<RecordMetadata> sent) throws IOException {
    RecordMetadata metadata = await(sent);
    if (!metadata.hasOffset()) {
      throw new IOException("the broker took a chunk but did not say at which offset");
    }
    return metadata.offset();
  }

  private RecordMetadata await(Future<RecordMetadata> sent) throws IOException {
    while (true) {
      try {
        return sent.get(SAY_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        calls.requireOpen();
        LOG.warn("Still waiting for the broker to take a chunk of a checkpoint");
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      } catch (ExecutionException e) {
        throw KafkaFutures.failure(e);
      }
    }
  }
}
