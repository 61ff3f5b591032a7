package io.headwater.evaluator.internal.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.contract.SourcePartition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class VersionPlanTest {
  private static final SourcePartition P0 = new SourcePartition("examples.a", "id", 0);
  private static final SourcePartition P1 = new SourcePartition("examples.a", "id", 1);

  /** Cuts of versions 0, 1, ... in two partitions; version 0 is untrained. */
  @Provide
  Arbitrary<List<int[]>> strides() {
    return Arbitraries.integers()
        .between(0, 9)
        .array(int[].class)
        .ofSize(2)
        .list()
        .ofMinSize(0)
        .ofMaxSize(8);
  }

  @Property
  void shouldNeverChooseAVersionThatHasTrainedOnTheRecord(
      @ForAll("strides") List<int[]> strides, @ForAll @IntRange(min = 0, max = 60) int offset) {
    NavigableMap<Long, VersionCut> versions = versions(strides);
    OptionalLong chosen = VersionPlan.choose(versions, P0, offset);
    chosen.ifPresent(
        version -> {
          assertThat(versions.get(version).nextOffset(P0)).isLessThanOrEqualTo(offset);
          assertThat(versions.tailMap(version, false).values())
              .noneMatch(cut -> cut.permits(P0, offset));
        });
    assertThat(chosen.isPresent())
        .isEqualTo(versions.values().stream().anyMatch(cut -> cut.permits(P0, offset)));
  }

  @Property
  void shouldHoldTwoVersionsAtMostAndAlwaysOneForEachPartition(
      @ForAll("strides") List<int[]> strides,
      @ForAll List<@IntRange(min = 0, max = 30) Integer> moves) {
    NavigableMap<Long, VersionCut> all = versions(strides);
    NavigableMap<Long, VersionCut> known = new TreeMap<>();
    NavigableMap<Long, VersionCut> loaded = new TreeMap<>();
    Map<SourcePartition, Long> next = new HashMap<>(Map.of(P0, 0L, P1, 0L));
    for (int i = 0; i < moves.size() + all.size(); i++) {
      if (i < all.size()) {
        known.put((long) i, all.get((long) i));
      }
      apply(known, loaded, next);
      assertThat(loaded).hasSizeBetween(1, 2);
      next.forEach(
          (partition, offset) ->
              assertThat(VersionPlan.choose(loaded, partition, offset)).isPresent());
      if (i < moves.size()) {
        next.merge(moves.get(i) % 2 == 0 ? P0 : P1, (long) moves.get(i) / 2, Long::sum);
      }
    }
    next.replaceAll((partition, offset) -> 1_000L);
    apply(known, loaded, next);
    apply(known, loaded, next);
    if (!known.isEmpty()) {
      assertThat(loaded).containsOnlyKeys(known.lastKey());
    }
  }

  @Property
  void shouldLoadAnOlderVersionForAPartitionBehindAllLoaded(
      @ForAll("strides") List<int[]> strides, @ForAll @IntRange(min = 0, max = 60) int offset) {
    NavigableMap<Long, VersionCut> known = versions(strides);
    NavigableMap<Long, VersionCut> loaded =
        new TreeMap<>(Map.of(known.lastKey(), known.lastEntry().getValue()));
    Map<SourcePartition, Long> next = Map.of(P0, (long) offset, P1, 1_000L);
    apply(known, loaded, next);
    assertThat(VersionPlan.choose(loaded, P0, offset))
        .as("as good as with every version in memory")
        .isEqualTo(VersionPlan.choose(known, P0, offset));
    assertThat(loaded).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void shouldSkipVersionsBetweenWhileTwoAreNeeded() {
    NavigableMap<Long, VersionCut> known =
        versions(List.of(new int[] {5, 0}, new int[] {5, 0}, new int[] {5, 0}));
    NavigableMap<Long, VersionCut> loaded = new TreeMap<>(known.headMap(2L));
    assertThat(VersionPlan.of(known, loaded, Map.of(P0, 3L)).load()).isEmpty();
    assertThat(VersionPlan.of(known, loaded, Map.of(P0, 5L)).load()).hasValue(3);
  }

  @Test
  void shouldTakeAReCreatedTopicForAnotherOne() {
    VersionCut cut = new VersionCut(Map.of(P0, 10L));
    assertThat(cut.permits(P0, 9)).isFalse();
    assertThat(cut.permits(P0, 10)).isTrue();
    assertThat(cut.permits(new SourcePartition("examples.a", "other", 0), 0)).isTrue();
    assertThat(cut.permits(P1, 0)).isTrue();
  }

  private static NavigableMap<Long, VersionCut> versions(List<int[]> strides) {
    NavigableMap<Long, VersionCut> versions = new TreeMap<>(Map.of(0L, VersionCut.NONE));
    long p0 = 0;
    long p1 = 0;
    for (int[] stride : strides) {
      p0 += stride[0];
      p1 += stride[1];
      versions.put(versions.lastKey() + 1, new VersionCut(Map.of(P0, p0, P1, p1)));
    }
    return versions;
  }

  private static void apply(
      NavigableMap<Long, VersionCut> known,
      NavigableMap<Long, VersionCut> loaded,
      Map<SourcePartition, Long> next) {
    VersionPlan plan = VersionPlan.of(known, loaded, next);
    loaded.keySet().retainAll(plan.keep());
    plan.load().ifPresent(version -> loaded.put(version, known.get(version)));
  }
}
