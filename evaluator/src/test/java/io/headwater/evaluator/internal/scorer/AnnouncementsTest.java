package io.headwater.evaluator.internal.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.model.checkpoint.SampleAnnouncements;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.Position;
import io.headwater.schemas.contract.SourcePartition;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnnouncementsTest {
  private static final SourcePartition PARTITION = new SourcePartition("examples.a", "id", 0);

  private final Announcements announcements = new Announcements();

  @Test
  void shouldExpectTheNextCutAsFarOnAsTheLast() {
    announcements.announce(announcement(0, 0));
    assertThat(announcements.horizon(PARTITION, 500)).isEqualTo(500);
    announcements.announce(announcement(1, 2000));
    assertThat(announcements.horizon(PARTITION, 500)).isEqualTo(4000);
    announcements.announce(announcement(2, 2100));
    assertThat(announcements.horizon(PARTITION, 500)).isEqualTo(2600);
  }

  @Test
  void shouldNotOfferVersionsThatWereRefusedOrWithdrawn() {
    announcements.announce(announcement(0, 0));
    announcements.announce(announcement(1, 10));
    announcements.announce(announcement(2, 20));
    announcements.refuse(2);
    announcements.withdraw(0);
    assertThat(announcements.loadable()).containsOnlyKeys(1L);
    assertThat(announcements.newest()).hasValue(2);
    assertThat(announcements.of(0)).isEmpty();
  }

  @Test
  void shouldKnowAVersionForAsLongAsItIsKept() {
    announcements.announce(announcement(0, 0));
    for (long version = 1; version < 5_000; version++) {
      announcements.announce(announcement(version, version, 0L, version - 1, version));
    }
    assertThat(announcements.loadable()).containsOnlyKeys(0L, 4_998L, 4_999L);
    assertThat(announcements.of(0)).isPresent();
    assertThat(announcements.of(4_997)).isEmpty();
  }

  @Test
  void shouldExpectTheNextCutAsFarOnAsTheLastWhereThatIsDeleted() {
    announcements.announce(announcement(0, 0));
    announcements.announce(announcement(1, 2000, 0L, 1L));
    announcements.announce(announcement(2, 4000, 0L, 2L));
    assertThat(announcements.loadable()).containsOnlyKeys(0L, 2L);
    assertThat(announcements.horizon(PARTITION, 500)).isEqualTo(6000);
  }

  @Test
  void shouldKeepTheNewestThousandOnly() {
    for (long version = 0; version < 1_200; version++) {
      announcements.announce(announcement(version, version));
    }
    assertThat(announcements.loadable()).hasSize(1_000).containsKeys(200L, 1_199L);
    assertThat(announcements.of(199)).isEmpty();
  }

  private static CheckpointAnnouncement announcement(long version, long cut, Long... kept) {
    return SampleAnnouncements.of(version)
        .setPositions(List.of(new Position("c", "id", "examples.a", 0, cut)))
        .setKept(List.of(kept))
        .build();
  }
}
