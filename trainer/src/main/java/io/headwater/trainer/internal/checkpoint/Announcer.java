package io.headwater.trainer.internal.checkpoint;

import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.service.retry.Backoff;
import io.headwater.service.retry.Retry;
import io.headwater.trainer.internal.assembly.RefusedRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Announces checkpoints, each in one short transaction with its dead letters and group offsets.
 *
 * <p>The transactional id is derived from the model's name, so that a new leader fences the old
 * one.
 */
public final class Announcer implements AutoCloseable {
  private static final int ATTEMPTS = 20;

  private final Producer<byte[], byte[]> producer;
  private final RecordSerializer<CheckpointAnnouncement> serializer;
  private final Topics topics;
  private final String model;
  private final int largestLetter;
  private final Supplier<ConsumerGroupMetadata> group;
  private final Lifecycle lifecycle;

  /**
   * Makes an announcer.
   *
   * @param producer transactional producer, owned by the announcer
   * @param largestLetter largest size of a dead letter in bytes
   * @param group supplies the current membership of the trainer's group
   * @param lifecycle lifecycle of the trainer; when it is over, nothing is retried
   */
  public Announcer(
      Producer<byte[], byte[]> producer,
      RecordSerializer<CheckpointAnnouncement> serializer,
      Topics topics,
      String model,
      int largestLetter,
      Supplier<ConsumerGroupMetadata> group,
      Lifecycle lifecycle) {
    this.producer = producer;
    this.serializer = serializer;
    this.topics = topics;
    this.model = model;
    this.largestLetter = largestLetter;
    this.group = group;
    this.lifecycle = lifecycle;
  }

  /** Fences earlier trainers of the model, which can announce nothing afterwards. */
  public void fenceOthers() {
    attempt("fence earlier trainers", producer::initTransactions);
  }

  /**
   * Announces a stored checkpoint.
   *
   * @throws FencedTrainerException if another trainer has taken over
   * @throws KafkaException if it cannot be announced for another reason
   */
  public void announce(CheckpointAnnouncement announcement, Cut cut) {
    byte[] key = (model + ":" + announcement.getVersion()).getBytes(StandardCharsets.UTF_8);
    Map<TopicPartition, OffsetAndMetadata> offsets = cut.groupOffsets();
    int[] attempts = {0};
    attempt(
        "announce version " + announcement.getVersion(),
        () -> {
          attempts[0]++;
          byte[] value = serializer.serialize(topics.checkpoints(), announcement);
          producer.beginTransaction();
          try {
            for (RefusedRecord letter : cut.deadLetters()) {
              send(DeadLetter.of(topics.deadLetters(), letter.refusal(model), largestLetter));
            }
            send(new ProducerRecord<>(topics.checkpoints(), key, value));
            if (!offsets.isEmpty() && attempts[0] <= 2) {
              // The offsets only serve lag monitors, so they must not hold up a checkpoint, as
              // the offsets of a topic that was just deleted would.
              producer.sendOffsetsToTransaction(offsets, group.get());
            }
            commit();
          } catch (KafkaException e) {
            if (!isFatal(e)) {
              producer.abortTransaction();
            }
            throw e;
          }
        });
  }

  private void send(ProducerRecord<byte[], byte[]> message) {
    // The commit fails if any record could not be sent.
    Future<RecordMetadata> unused = producer.send(message);
  }

  /** Commits, and retries a commit that timed out, since it may not have failed. */
  private void commit() {
    Backoff backoff = Retry.USUAL.backoff(lifecycle::awaitAbandoned);
    for (int attempt = 1; ; attempt++) {
      try {
        producer.commitTransaction();
        return;
      } catch (TimeoutException e) {
        if (attempt == ATTEMPTS || !backoff.pause("commit an announcement", e)) {
          throw e;
        }
      }
    }
  }

  private void attempt(String what, Runnable action) {
    Backoff backoff = Retry.USUAL.backoff(lifecycle::awaitAbandoned);
    for (int attempt = 1; ; attempt++) {
      try {
        action.run();
        return;
      } catch (ProducerFencedException | InvalidProducerEpochException e) {
        throw new FencedTrainerException(model, e);
      } catch (KafkaException e) {
        if (e.getCause() instanceof ProducerFencedException
            || e.getCause() instanceof InvalidProducerEpochException) {
          throw new FencedTrainerException(model, e);
        }
        if (isFatal(e) || attempt == ATTEMPTS || !backoff.pause(what, e)) {
          throw new KafkaException("cannot " + what, e);
        }
      }
    }
  }

  private static boolean isFatal(KafkaException e) {
    return e instanceof ProducerFencedException
        || e instanceof InvalidProducerEpochException
        || e instanceof OutOfOrderSequenceException
        || e instanceof AuthenticationException
        || e instanceof AuthorizationException
        || e instanceof UnsupportedVersionException;
  }

  @Override
  public void close() {
    producer.close(lifecycle.isOver() ? Duration.ZERO : Duration.ofSeconds(1));
  }
}
