package io.headwater.trainer.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.contract.SourcePartition;
import io.headwater.schemas.serde.InMemorySchemaRegistry;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.trainer.internal.assembly.RefusedRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class AnnouncerTest {
  private static final int LARGEST = 2_000;

  private final Topics topics = new Topics("headwater.");
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

  @Test
  void shouldLeaveOutOfADeadLetterWhatCannotBeSent() throws Exception {
    try (Announcer announcer =
        new Announcer(
            producer,
            new RecordSerializer<>(new InMemorySchemaRegistry()),
            topics,
            "main",
            LARGEST,
            () -> {
              throw new AssertionError("there are no offsets to send");
            },
            () -> false)) {
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
            "main", 1, 1, 1, 1, List.of(), List.of(), List.of(), Map.of(), List.of(), List.of()),
        List.of(),
        List.of(letters),
        List.of());
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
