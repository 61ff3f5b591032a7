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
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Announces checkpoints, each in one short transaction with its dead letters.
 *
 * <p>The transactional id is derived from the model's name, so that a new leader fences the old
 * one. The group's offsets are left out of the transaction: they only serve lag monitors, and those
 * of a topic that was just deleted would hold it up until the broker aborts it.
 */
public final class Announcer implements AutoCloseable {
  private static final int ATTEMPTS = 20;

  private final Producer<byte[], byte[]> producer;
  private final RecordSerializer<CheckpointAnnouncement> serializer;
  private final Topics topics;
  private final String model;
  private final int largestLetter;
  private final Consumer<Map<TopicPartition, OffsetAndMetadata>> groupOffsets;
  private final Lifecycle lifecycle;

  /**
   * Makes an announcer.
   *
   * @param producer transactional producer, owned by the announcer
   * @param largestLetter largest size of a dead letter in bytes
   * @param groupOffsets takes the group offsets of each version once it is announced
   * @param lifecycle lifecycle of the trainer; when it is over, nothing is retried
   */
  public Announcer(
      Producer<byte[], byte[]> producer,
      RecordSerializer<CheckpointAnnouncement> serializer,
      Topics topics,
      String model,
      int largestLetter,
      Consumer<Map<TopicPartition, OffsetAndMetadata>> groupOffsets,
      Lifecycle lifecycle) {
    this.producer = producer;
    this.serializer = serializer;
    this.topics = topics;
    this.model = model;
    this.largestLetter = largestLetter;
    this.groupOffsets = groupOffsets;
    this.lifecycle = lifecycle;
  }

  /** Fences earlier trainers of the model, which can announce nothing afterwards. */
  public void fenceOthers() {
    attempt("fence earlier trainers", producer::initTransactions);
  }

  /**
   * Announces a stored checkpoint.
   *
   * @throws FencedTrainerException if this trainer can announce nothing more
   * @throws KafkaException if it cannot be announced for another reason, or if it is not known
   *     whether it is
   */
  public void announce(CheckpointAnnouncement announcement, Cut cut) {
    byte[] key = (model + ":" + announcement.getVersion()).getBytes(StandardCharsets.UTF_8);
    String what = "announce version " + announcement.getVersion();
    attempt(
        what,
        () -> {
          byte[] value = serializer.serialize(topics.checkpoints(), announcement);
          producer.beginTransaction();
          try {
            for (RefusedRecord letter : cut.deadLetters()) {
              send(DeadLetter.of(topics.deadLetters(), letter.refusal(model), largestLetter));
            }
            send(new ProducerRecord<>(topics.checkpoints(), key, value));
            end(what, producer::commitTransaction);
          } catch (UnfinishedTransactionException e) {
            throw e;
          } catch (KafkaException e) {
            if (!isFatal(e)) {
              end("take back version " + announcement.getVersion(), producer::abortTransaction);
            }
            throw e;
          }
        });
    groupOffsets.accept(cut.groupOffsets());
  }

  private void send(ProducerRecord<byte[], byte[]> message) {
    // The commit fails if any record could not be sent.
    Future<RecordMetadata> unused = producer.send(message);
  }

  /**
   * Ends the transaction. After a timeout it may have ended or not, and only the same call is
   * allowed.
   */
  private void end(String what, Runnable commitOrAbort) {
    Backoff backoff = Retry.USUAL.backoff(lifecycle::awaitAbandoned);
    for (int attempt = 1; ; attempt++) {
      try {
        commitOrAbort.run();
        return;
      } catch (TimeoutException e) {
        if (attempt == ATTEMPTS || !backoff.pause(what, e)) {
          throw new UnfinishedTransactionException(what, e);
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
      } catch (UnfinishedTransactionException e) {
        throw e;
      } catch (KafkaException e) {
        if (isFenced(e)) {
          throw new FencedTrainerException(model, e);
        }
        if (isFatal(e) || attempt == ATTEMPTS || !backoff.pause(what, e)) {
          throw new KafkaException("cannot " + what, e);
        }
      }
    }
  }

  private static boolean isFenced(KafkaException e) {
    return isFence(e) || isFence(e.getCause());
  }

  private static boolean isFence(Throwable e) {
    return e instanceof ProducerFencedException || e instanceof InvalidProducerEpochException;
  }

  /** Returns whether the producer is of no more use; it wraps the failure that ended it. */
  private static boolean isFatal(KafkaException e) {
    return isFinal(e) || isFinal(e.getCause());
  }

  private static boolean isFinal(Throwable e) {
    return e instanceof ApplicationRecoverableException
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
