package io.headwater.trainer.internal.checkpoint;

import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.trainer.internal.assembly.RefusedRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces checkpoints, each in one short transaction with its dead letters and group offsets.
 *
 * <p>The transactional id is made of the model's name, so that a new leader fences the old one.
 */
public final class Announcer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
  private static final Duration BACKOFF = Duration.ofMillis(500);
  private static final int ATTEMPTS = 20;

  private final Producer<byte[], byte[]> producer;
  private final RecordSerializer<CheckpointAnnouncement> serializer;
  private final Topics topics;
  private final String model;
  private final int largestLetter;
  private final Supplier<ConsumerGroupMetadata> group;
  private final BooleanSupplier abandoned;

  /**
   * Makes an announcer.
   *
   * @param producer transactional producer, owned by the announcer
   * @param largestLetter most bytes of a dead letter
   * @param group membership of the trainer's group, as it is now
   * @param abandoned whether to give up trying again
   */
  public Announcer(
      Producer<byte[], byte[]> producer,
      RecordSerializer<CheckpointAnnouncement> serializer,
      Topics topics,
      String model,
      int largestLetter,
      Supplier<ConsumerGroupMetadata> group,
      BooleanSupplier abandoned) {
    this.producer = producer;
    this.serializer = serializer;
    this.topics = topics;
    this.model = model;
    this.largestLetter = largestLetter;
    this.group = group;
    this.abandoned = abandoned;
  }

  /** Fences earlier trainers of the model; no announcement of theirs can appear afterwards. */
  public void fenceOthers() throws InterruptedException {
    attempt("fencing earlier trainers", producer::initTransactions);
  }

  /**
   * Announces a stored checkpoint.
   *
   * @throws FencedTrainerException if another trainer has taken over
   * @throws KafkaException if it cannot be announced for another reason
   */
  public void announce(CheckpointAnnouncement announcement, Cut cut) throws InterruptedException {
    byte[] key = (model + ":" + announcement.getVersion()).getBytes(StandardCharsets.UTF_8);
    Map<TopicPartition, OffsetAndMetadata> offsets = cut.groupOffsets();
    int[] attempts = {0};
    attempt(
        "announcing version " + announcement.getVersion(),
        () -> {
          attempts[0]++;
          byte[] value = serializer.serialize(topics.checkpoints(), announcement);
          producer.beginTransaction();
          try {
            for (RefusedRecord letter : cut.deadLetters()) {
              send(
                  DeadLetter.of(
                      topics.deadLetters(), letter.message(), letter.rejection(), largestLetter));
            }
            send(new ProducerRecord<>(topics.checkpoints(), key, value));
            if (!offsets.isEmpty() && attempts[0] <= 2) {
              // The offsets serve lag monitors only: they must not keep a checkpoint back, as
              // those of a topic that was just deleted would.
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

  /** A commit that timed out has to be tried again; it is not known to have failed. */
  private void commit() {
    for (int attempt = 1; ; attempt++) {
      try {
        producer.commitTransaction();
        return;
      } catch (TimeoutException e) {
        if (attempt == ATTEMPTS || abandoned.getAsBoolean()) {
          throw e;
        }
        LOG.warn("Committing an announcement timed out and is tried again");
      }
    }
  }

  private void attempt(String what, Runnable action) throws InterruptedException {
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
        if (isFatal(e) || attempt == ATTEMPTS || abandoned.getAsBoolean()) {
          throw new KafkaException(what + " failed", e);
        }
        LOG.warn("{} failed and is tried again: {}", what, e.getMessage());
        Thread.sleep(BACKOFF.toMillis());
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
    producer.close(abandoned.getAsBoolean() ? Duration.ZERO : Duration.ofSeconds(1));
  }
}
