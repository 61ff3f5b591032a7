package io.headwater.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.Position;
import io.headwater.schemas.contract.SourcePartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CheckpointRetentionTest {
  private static List<CheckpointAnnouncement> announced(Long... versions) {
    return Stream.of(versions)
        .map(
            version ->
                Announced.of(
                    new CheckpointStore.Stored(
                        "file:/v" + version,
                        SampleCheckpoints.manifest(version),
                        new CheckpointManifest.StoredFile("manifest.json", 1, "00"))))
        .toList();
  }

  @Test
  void shouldExpireAllButTheNewestAndTheProtected() {
    assertThat(new CheckpointRetention(2).expired(announced(5L, 1L, 3L, 4L, 2L), Set.of(2L)))
        .extracting(CheckpointAnnouncement::getVersion)
        .containsExactly(1L, 3L);
  }

  @Test
  void shouldExpireNothingWhileThereAreFew() {
    assertThat(new CheckpointRetention(3).expired(announced(1L, 2L, 3L), Set.of())).isEmpty();
  }

  @Test
  void shouldKeepForEachPartitionTheNewestThatMayScoreWhatIsMissing() {
    List<CheckpointAnnouncement> announced =
        List.of(
            cut(0, 0, 0),
            cut(1, 10, 10),
            cut(2, 20, 20),
            cut(3, 30, 30),
            cut(4, 40, 40),
            cut(5, 50, 50));
    CheckpointRetention retention = new CheckpointRetention(2, 3);

    assertThat(behind(retention, announced, 10, 35)).containsExactly(1L, 3L);
    assertThat(behind(retention, announced, 19, 19)).containsExactly(1L);
    assertThat(behind(retention, announced, 45, 50)).as("among the newest").isEmpty();
    assertThat(retention.behind(announced, Set.of(1L), List.of(backlog(10, 35))))
        .as("1 is kept anyway")
        .containsExactly(3L);
  }

  @Test
  void shouldKeepTheOldestWhereMoreAreWantedThanMayBeKept() {
    List<CheckpointAnnouncement> announced =
        List.of(cut(1, 10, 10), cut(2, 20, 20), cut(3, 30, 30), cut(4, 40, 40));
    List<ScoringBacklog> backlogs = List.of(backlog(10, 20), backlog(30, 30));

    assertThat(new CheckpointRetention(1, 3).behind(announced, Set.of(), backlogs))
        .containsExactly(1L, 2L, 3L);
    assertThat(new CheckpointRetention(1, 2).behind(announced, Set.of(), backlogs))
        .containsExactly(1L, 3L);
    assertThat(new CheckpointRetention(1, 1).behind(announced, Set.of(), backlogs))
        .containsExactly(1L);
    assertThat(new CheckpointRetention(1, 0).behind(announced, Set.of(), backlogs)).isEmpty();
  }

  @Test
  void shouldKeepTheLeastTrainedWhereTheBeginningIsLostAlready() {
    List<CheckpointAnnouncement> announced = List.of(cut(7, 70, 0), cut(8, 80, 0), cut(9, 90, 0));

    assertThat(behind(new CheckpointRetention(1, 2), announced, 5, 0)).containsExactly(7L);
    assertThat(backlog(5, 0).lost(announced)).isEqualTo(65);
    assertThat(backlog(75, 0).lost(announced)).isZero();
  }

  /** What happens: a version is announced, or an evaluator scores on, or skips, or stays away. */
  @Provide
  Arbitrary<List<int[]>> events() {
    return Arbitraries.integers().between(0, 20).array(int[].class).ofSize(6).list().ofMaxSize(60);
  }

  @Property
  void shouldHaveAVersionForEachRecordThatAnEvaluatorHasYetToScore(
      @ForAll("events") List<int[]> events,
      @ForAll @IntRange(min = 1, max = 3) int keepNewest,
      @ForAll @IntRange(min = 1, max = 3) int keepBehind) {
    CheckpointRetention retention = new CheckpointRetention(keepNewest, keepBehind);
    List<CheckpointAnnouncement> stored = new ArrayList<>(List.of(cut(0, 0, 0)));
    long[] trained = {0, 0};
    long[][] scored = {{0, 0}, {0, 0}};
    long version = 0;
    for (int[] event : events) {
      trained[0] += event[0];
      trained[1] += event[1];
      stored.add(cut(++version, trained[0], trained[1]));
      for (int i = 0; i < 4; i++) {
        // an evaluator that is away for a while scores nothing
        long more = event[2 + i] > 10 ? event[2 + i] : 0;
        scored[i / 2][i % 2] = Math.min(trained[i % 2], scored[i / 2][i % 2] + more);
      }
      List<ScoringBacklog> backlogs =
          List.of(backlog(scored[0][0], scored[0][1]), backlog(scored[1][0], scored[1][1]));
      Set<Long> behind = retention.behind(stored, Set.of(), backlogs);
      stored.removeAll(retention.expired(stored, behind));

      assertThat(backlogs).allMatch(backlog -> backlog.lost(stored) == 0);
      assertThat(stored).hasSizeLessThanOrEqualTo(keepNewest + keepBehind);
    }
  }

  private static Set<Long> behind(
      CheckpointRetention retention, List<CheckpointAnnouncement> announced, long one, long two) {
    return retention.behind(announced, Set.of(), List.of(backlog(one, two)));
  }

  private static ScoringBacklog backlog(long one, long two) {
    return new ScoringBacklog(
        "g",
        Map.of(
            new SourcePartition("t.examples.a", "id", 0), one,
            new SourcePartition("t.examples.a", "id", 1), two));
  }

  private static CheckpointAnnouncement cut(long version, long one, long two) {
    return CheckpointAnnouncement.newBuilder(announced(version).get(0))
        .setPositions(
            List.of(
                new Position("c", "id", "t.examples.a", 0, one),
                new Position("c", "id", "t.examples.a", 1, two)))
        .build();
  }

  @Test
  void shouldAlwaysKeepOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CheckpointRetention(0))
        .withMessageContaining("at least 1");
  }
}
