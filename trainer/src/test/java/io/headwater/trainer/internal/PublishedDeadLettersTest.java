package io.headwater.trainer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.Position;
import io.headwater.schemas.contract.SourcePartition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PublishedDeadLettersTest {
  private static final SourcePartition SOURCE = new SourcePartition("t.examples.a", "id", 0);

  @Test
  void shouldPassAnnouncementsWithoutAKnownHistory() {
    List<CheckpointAnnouncement> announced =
        List.of(
            announced(0, List.of(), 0),
            announced(1, List.of(0L), 10),
            announced(2, List.of(77L), 20),
            announced(3, List.of(3L), 30),
            announced(4, List.of(2L), 40),
            announced(5, List.of(6L), 50),
            announced(6, List.of(5L), 60));
    assertThat(ahead(announced, 1).offsets()).isEmpty();
  }

  @Test
  void shouldGoOnFromAVersionWithoutAKnownHistory() {
    assertThat(ahead(List.of(announced(2, List.of(1L), 10)), 2).offsets()).isEmpty();
  }

  private static PublishedDeadLetters ahead(List<CheckpointAnnouncement> announced, long version) {
    ResumePoint from = new ResumePoint(5, 9, List.of(version), 7, Map.of(SOURCE, 10L), Map.of());
    return PublishedDeadLetters.ahead(
        "m",
        from,
        announced,
        () -> {
          throw new AssertionError("no version was left behind, so the journal is not read");
        });
  }

  private static CheckpointAnnouncement announced(long version, List<Long> parents, long next) {
    return CheckpointAnnouncement.newBuilder()
        .setModel("m")
        .setVersion(version)
        .setEpoch(1)
        .setStep(version)
        .setSequence(version)
        .setParents(parents)
        .setUri("file:/nowhere")
        .setSize(0)
        .setFiles(List.of())
        .setPositions(
            List.of(new Position("c", SOURCE.topicId(), SOURCE.topic(), SOURCE.partition(), next)))
        .setTasks(List.of())
        .setAnnouncedAt(Instant.EPOCH)
        .build();
  }
}
