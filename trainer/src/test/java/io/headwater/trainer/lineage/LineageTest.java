package io.headwater.trainer.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.JournalEntry;
import io.headwater.schemas.TrainerEvent;
import io.headwater.schemas.TrainerEventType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LineageTest {
  private static final List<JournalEntry> JOURNAL =
      List.of(
          entry(1, 1),
          entry(1, 2),
          entry(1, 3),
          entry(1, 4), // 4 is beyond the last cut
          entry(2, 4),
          entry(2, 5), // nothing of epoch 2 was announced
          entry(3, 4),
          entry(3, 5),
          entry(3, 6));

  private static final List<CheckpointAnnouncement> ANNOUNCED =
      List.of(
          announced(0, 1, 1, List.of()),
          announced(1, 1, 3, List.of(0L)),
          announced(2, 3, 5, List.of(1L)),
          announced(3, 3, 6, List.of(2L)));

  @Test
  void shouldFollowParentsAndLeaveDeadEntriesOut() {
    Lineage lineage = new Lineage(ANNOUNCED, JOURNAL);
    assertThat(lineage.entries(3))
        .extracting(entry -> entry.getEpoch() + ":" + entry.getSequence())
        .containsExactly("1:1", "1:2", "1:3", "3:4", "3:5", "3:6");
    assertThat(lineage.entries(1)).hasSize(3);
    assertThat(lineage.ancestry(3))
        .extracting(CheckpointAnnouncement::getVersion)
        .containsExactly(0L, 1L, 2L, 3L);
    assertThat(lineage.latest()).contains(ANNOUNCED.get(3));
  }

  @Test
  void shouldTellAVersionsOwnEntriesFromItsParents() {
    assertThat(new Lineage(ANNOUNCED, JOURNAL).added(2))
        .extracting(entry -> entry.getEpoch() + ":" + entry.getSequence())
        .containsExactly("3:4", "3:5");
    assertThat(new Lineage(ANNOUNCED, JOURNAL.subList(8, 9)).added(2)).isEmpty();
    assertThat(new Lineage(ANNOUNCED, JOURNAL).added(0)).hasSize(1);
  }

  @Test
  void shouldSayWhichEntryTheJournalNoLongerHolds() {
    Lineage lineage = new Lineage(ANNOUNCED, JOURNAL.subList(1, JOURNAL.size()));
    assertThatThrownBy(() -> lineage.entries(3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("journal lacks entry 1 of epoch 1, which version 0 rests on");
  }

  @Test
  void shouldRefuseVersionsThatWereNotAnnounced() {
    assertThatThrownBy(() -> new Lineage(ANNOUNCED, JOURNAL).entries(9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("version 9 was not announced");
    assertThat(new Lineage(List.of(), JOURNAL).latest()).isEmpty();
  }

  private static JournalEntry entry(int epoch, long sequence) {
    return JournalEntry.newBuilder()
        .setModel("m")
        .setEpoch(epoch)
        .setSequence(sequence)
        .setRecordedAt(Instant.EPOCH)
        .setBody(
            TrainerEvent.newBuilder()
                .setType(TrainerEventType.STARTED)
                .setSubject("")
                .setDetails(Map.of())
                .build())
        .build();
  }

  private static CheckpointAnnouncement announced(
      long version, int epoch, long sequence, List<Long> parents) {
    return CheckpointAnnouncement.newBuilder()
        .setModel("m")
        .setVersion(version)
        .setEpoch(epoch)
        .setStep(sequence)
        .setSequence(sequence)
        .setParents(parents)
        .setUri("file:/nowhere")
        .setSize(0)
        .setFiles(List.of())
        .setPositions(List.of())
        .setTasks(List.of())
        .setAnnouncedAt(Instant.EPOCH)
        .build();
  }
}
