package io.headwater.trainer.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.TrainedThrough;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.contract.SourcePartition;
import io.headwater.schemas.serde.InMemorySchemaRegistry;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.trainer.internal.assembly.RefusedRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnnouncerTest {
  private static final int LARGEST = 2_000;

  private static final TopicPartition EXAMPLES = new TopicPartition("headwater.examples.a", 0);

  private final Lifecycle lifecycle = new Lifecycle("trainer");
  private final Topics topics = new Topics("headwater.");
  private final List<String> calls = new ArrayList<>();
  private final List<Map<TopicPartition, OffsetAndMetadata>> offsets = new ArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger timeouts = new AtomicInteger();
  private Runnable atTimeout = () -> {};
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
        @Override
        public void commitTransaction() {
          calls.add("commit");
          if (failures.getAndDecrement() > 0) {
            throw new KafkaException("a record was not sent");
          }
          timeOut();
          super.commitTransaction();
        }

        @Override
        public void abortTransaction() {
          calls.add("abort");
          timeOut();
          super.abortTransaction();
        }

        private void timeOut() {
          if (timeouts.getAndDecrement() > 0) {
            atTimeout.run();
            throw new TimeoutException("no answer");
          }
        }
      };
  private final Announcer announcer =
      new Announcer(
          producer,
          new RecordSerializer<>(new InMemorySchemaRegistry()),
          topics,
          "main",
          LARGEST,
          offsets::add,
          lifecycle);

  @AfterEach
  void close() {
    announcer.close();
  }

  @Test
  void shouldLeaveOutOfADeadLetterWhatCannotBeSent() {
    announcer.fenceOthers();
    announcer.announce(announcement(), cut(letter(1, 1_000), letter(2, LARGEST)));

    List<ProducerRecord<byte[], byte[]>> sent = producer.history();
    assertThat(sent)
        .extracting(ProducerRecord::topic)
        .containsExactly(topics.deadLetters(), topics.deadLetters(), topics.checkpoints());
    assertThat(sent.get(0).value()).hasSize(1_000);
    assertThat(sent.get(1).value()).isNull();
    assertThat(DeadLetter.textOf(sent.get(1).headers(), DeadLetter.OFFSET)).contains("2");
  }

  @Test
  void shouldLeaveTheGroupsOffsetsOutOfTheTransaction() {
    producer.sendOffsetsToTransactionException = new TimeoutException("no such partition");
    announcer.fenceOthers();
    announcer.announce(announcement(), cut());

    assertThat(producer.commitCount()).isEqualTo(1);
    assertThat(offsets).containsExactly(Map.of(EXAMPLES, new OffsetAndMetadata(3, "version 1")));
  }

  @Test
  void shouldSayThatItCanAnnounceNothingMoreWhereItIsFenced() {
    announcer.fenceOthers();
    producer.fenceProducer();

    assertThatThrownBy(() -> announcer.announce(announcement(), cut()))
        .isInstanceOf(FencedTrainerException.class)
        .hasMessageContaining("'main'")
        .hasMessageContaining("transaction.timeout.ms");
    assertThat(offsets).isEmpty();
  }

  @Test
  void shouldSayThatItCanAnnounceNothingMoreWhereTheBrokerHasAbortedTheTransaction() {
    announcer.fenceOthers();
    producer.commitTransactionException =
        new KafkaException("in an error state", new InvalidProducerEpochException("epoch 4 not 5"));

    assertThatThrownBy(() -> announcer.announce(announcement(), cut()))
        .isInstanceOf(FencedTrainerException.class);
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void shouldRepeatACommitThatTimedOutAndNothingElse() {
    announcer.fenceOthers();
    timeouts.set(2);
    announcer.announce(announcement(), cut());

    assertThat(calls).containsExactly("commit", "commit", "commit");
    assertThat(producer.history()).hasSize(1);
  }

  @Test
  void shouldNeverTakeBackWhatMayBeAnnounced() {
    announcer.fenceOthers();
    timeouts.set(Integer.MAX_VALUE);
    atTimeout = lifecycle::abandon; // patience is over

    assertThatThrownBy(() -> announcer.announce(announcement(), cut()))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("not known");
    assertThat(calls).containsExactly("commit");
    assertThat(offsets).isEmpty();
  }

  @Test
  void shouldRepeatAnAbortThatTimedOutAndThenAnnounceAgain() {
    announcer.fenceOthers();
    failures.set(1);
    timeouts.set(1);
    announcer.announce(announcement(), cut());

    assertThat(calls).containsExactly("commit", "abort", "abort", "commit");
    assertThat(producer.history()).hasSize(1);
  }

  private static RefusedRecord letter(long offset, int bytes) {
    return new RefusedRecord(
        new SourcePartition("headwater.examples.a", "id", 0),
        new ConsumerRecord<>("headwater.examples.a", 0, offset, new byte[1], new byte[bytes]),
        new Rejection(RejectionReason.UNREADABLE_BYTES, "no Avro"));
  }

  private static Cut cut(RefusedRecord... letters) {
    return new Cut(
        new CheckpointManifest(
            "main",
            1,
            1,
            1,
            1,
            List.of(),
            List.of(),
            List.of(new TrainedThrough("c", "id", EXAMPLES.topic(), EXAMPLES.partition(), 3)),
            Map.of(),
            List.of(),
            List.of()),
        List.of(),
        List.of(letters),
        List.of(EXAMPLES));
  }

  private static CheckpointAnnouncement announcement() {
    return CheckpointAnnouncement.newBuilder()
        .setModel("main")
        .setVersion(1)
        .setEpoch(1)
        .setStep(1)
        .setSequence(1)
        .setParents(List.of())
        .setUri("file:nowhere")
        .setSize(0)
        .setFiles(List.of())
        .setPositions(List.of())
        .setTasks(List.of())
        .setAnnouncedAt(Instant.EPOCH)
        .build();
  }
}
