package io.headwater.trainer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.JournalEntry;
import io.headwater.schemas.TrainerEvent;
import io.headwater.schemas.TrainerEventType;
import io.headwater.service.topic.TopicReader;
import io.headwater.trainer.internal.fake.FakeBroker;
import io.headwater.trainer.internal.fake.Samples;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The journal's end, and the epoch that is found there. */
class JournalTailTest {
  private static final String JOURNAL = "t.journal";

  private final FakeBroker broker = new FakeBroker();
  private int readers;

  @BeforeEach
  void create() {
    broker.create(JOURNAL, 1);
  }

  @Test
  void shouldReturnTheModelsOwnEntriesInOrder() {
    append("m", 1, 1);
    append("other", 7, 1);
    append("m", 1, 2);

    assertThat(JournalTail.read("m", this::reader, entry -> false))
        .extracting(JournalEntry::getSequence)
        .containsExactly(1L, 2L);
  }

  @Test
  void shouldReadNoFartherBackThanNeeded() {
    append("m", 1, 1);
    for (int i = 0; i < 5_000; i++) {
      append("m", 2, i);
    }

    List<JournalEntry> tail = JournalTail.read("m", this::reader, entry -> entry.getEpoch() == 2);

    assertThat(readers).isEqualTo(1);
    assertThat(tail).hasSizeLessThan(5_000).allMatch(entry -> entry.getEpoch() == 2);
  }

  @Test
  void shouldLookBehindWhatOtherModelsWrote() {
    append("m", 3, 9);
    for (int i = 0; i < 5_000; i++) {
      append("other", 1, i);
    }

    assertThat(JournalTail.read("m", this::reader, entry -> true))
        .extracting(JournalEntry::getEpoch)
        .containsExactly(3);
    assertThat(readers).isEqualTo(2);
  }

  @Test
  void shouldEndWithTheWholeJournalWhereNothingIsFarEnoughBack() {
    for (int i = 0; i < 5_000; i++) {
      append("m", 1, i);
    }

    assertThat(JournalTail.read("m", this::reader, entry -> false)).hasSize(5_000);
  }

  @Test
  void shouldStartAtEpoch1() {
    assertThat(EpochClaim.next("m", List.of(), this::reader)).isEqualTo(1);
  }

  @Test
  void shouldClaimAnEpochAboveAllAnnouncements() {
    assertThat(
            EpochClaim.next(
                "m",
                List.of(
                    Samples.announced(0).setEpoch(4).build(),
                    Samples.announced(1).setEpoch(3).build()),
                this::reader))
        .isEqualTo(5);
  }

  @Test
  void shouldClaimAnEpochAboveThatOfATrainerThatDiedBeforeItsFirstCheckpoint() {
    append("m", 6, 1);
    append("other", 9, 1);

    assertThat(
            EpochClaim.next("m", List.of(Samples.announced(0).setEpoch(4).build()), this::reader))
        .isEqualTo(7);
  }

  private void append(String model, int epoch, long sequence) {
    broker.append(
        JOURNAL,
        model,
        JournalEntry.newBuilder()
            .setModel(model)
            .setEpoch(epoch)
            .setSequence(sequence)
            .setRecordedAt(Instant.EPOCH)
            .setBody(
                TrainerEvent.newBuilder()
                    .setType(TrainerEventType.STARTED)
                    .setSubject("")
                    .setDetails(Map.of())
                    .build())
            .build());
  }

  private TopicReader<JournalEntry> reader() {
    readers++;
    return broker.reader(JOURNAL, JournalEntry.class);
  }
}
