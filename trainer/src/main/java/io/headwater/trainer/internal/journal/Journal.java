package io.headwater.trainer.internal.journal;

import io.headwater.schemas.JournalEntry;
import io.headwater.schemas.TrainerEvent;
import io.headwater.schemas.TrainerEventType;
import io.headwater.schemas.serde.RecordSerializer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * Appends entries to the journal topic without waiting for them.
 *
 * <p>Entries are appended by one thread; flushing may be done by another.
 */
public final class Journal implements AutoCloseable {
  private final Producer<byte[], byte[]> producer;
  private final RecordSerializer<JournalEntry> serializer;
  private final String topic;
  private final String model;
  private final int epoch;
  private final Clock clock;
  private final Consumer<Throwable> onFailure;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private long sequence;

  /**
   * Makes a journal that continues after an entry.
   *
   * @param producer idempotent producer, owned by the journal
   * @param sequence sequence of the last entry written before; 0 if there is none
   * @param onFailure called the first time that an entry cannot be sent
   */
  public Journal(
      Producer<byte[], byte[]> producer,
      RecordSerializer<JournalEntry> serializer,
      String topic,
      String model,
      int epoch,
      long sequence,
      Clock clock,
      Consumer<Throwable> onFailure) {
    this.producer = producer;
    this.serializer = serializer;
    this.topic = topic;
    this.model = model;
    this.epoch = epoch;
    this.sequence = sequence;
    this.clock = clock;
    this.onFailure = onFailure;
  }

  /**
   * Appends an entry.
   *
   * @param body body of the entry: a TrainingStep, a BlockClosed or a TrainerEvent
   */
  public void append(Object body) {
    JournalEntry entry =
        JournalEntry.newBuilder()
            .setModel(model)
            .setEpoch(epoch)
            .setSequence(sequence + 1)
            .setRecordedAt(clock.instant())
            .setBody(body)
            .build();
    byte[] value = serializer.serialize(topic, entry);
    sequence++; // only now: an entry that could not be serialized may be retried
    // The callback handles the outcome, so the future is not needed.
    Future<RecordMetadata> unused =
        producer.send(
            new ProducerRecord<>(topic, model.getBytes(StandardCharsets.UTF_8), value),
            (metadata, exception) -> {
              if (exception != null && failure.compareAndSet(null, exception)) {
                onFailure.accept(unwritten(exception));
              }
            });
  }

  /** Appends an event about a subject, such as a task or a setting. */
  public void append(TrainerEventType type, String subject, Map<String, String> details) {
    append(TrainerEvent.newBuilder().setType(type).setSubject(subject).setDetails(details).build());
  }

  /** Returns the sequence of the last entry appended. */
  public long sequence() {
    return sequence;
  }

  /**
   * Waits until every entry appended so far is on the topic.
   *
   * @throws KafkaException if an entry could not be written
   */
  public void flush() {
    producer.flush();
    Exception cause = failure.get();
    if (cause != null) {
      throw unwritten(cause);
    }
  }

  private KafkaException unwritten(Exception cause) {
    return new KafkaException("journal entry could not be written to " + topic, cause);
  }

  @Override
  public void close() {
    producer.close(Duration.ofMillis(500)); // whoever needs the entries has flushed them
  }
}
