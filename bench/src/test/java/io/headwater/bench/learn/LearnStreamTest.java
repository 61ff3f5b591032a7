package io.headwater.bench.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.trainer.internal.batch.Batch;
import io.headwater.trainer.internal.batch.PreparedRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LearnStreamTest {
  private static final int BATCH_TOKENS = 256;
  private static Corpus corpus;

  @BeforeAll
  static void make() {
    corpus = SmallData.corpus();
  }

  @AfterAll
  static void close() {
    corpus.close();
  }

  /** A row by its place in the corpus. */
  private record Place(String task, long offset) {}

  private static List<Place> places(List<PreparedRow> rows) {
    return rows.stream().map(row -> new Place(row.source().topic(), row.offset())).toList();
  }

  private static List<List<Place>> batches(StreamScope feed, long seed, int blocks) {
    LearnStream stream = new LearnStream(corpus, feed, BATCH_TOKENS, seed);
    List<List<Place>> batches = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      stream.next().batches().forEach(batch -> batches.add(places(batch.rows())));
    }
    return batches;
  }

  @Test
  void shouldBeTheSameForEveryArmOfASeed() {
    List<List<Place>> one = batches(StreamScope.ALL, 1, 3);

    assertThat(one).hasSizeGreaterThan(6).isEqualTo(batches(StreamScope.ALL, 1, 3));
    assertThat(one).isNotEqualTo(batches(StreamScope.ALL, 2, 3));
  }

  @Test
  void shouldNumberStepsFromOneAndMixTheTasks() {
    StreamBlock block = new LearnStream(corpus, StreamScope.ALL, BATCH_TOKENS, 1).next();

    assertThat(block.batches().stream().map(Batch::step))
        .containsExactlyElementsOf(
            java.util.stream.LongStream.rangeClosed(1, block.batches().size()).boxed().toList());
    assertThat(block.batches().get(0).rows().stream().map(row -> row.row().task()))
        .contains(0, 1, 2);
    assertThat(block.batches()).allSatisfy(b -> assertThat(b.tokens()).isLessThan(BATCH_TOKENS));
  }

  @Test
  void shouldLeaveATaskTheBatchesOfAllWithoutTheOthersRows() {
    List<List<Place>> left =
        batches(StreamScope.ALL, 1, 3).stream()
            .map(batch -> batch.stream().filter(p -> p.task().equals(SmallData.STARS)).toList())
            .filter(batch -> !batch.isEmpty())
            .toList();

    assertThat(batches(StreamScope.shared(SmallData.STARS), 1, 3)).isEqualTo(left);
  }

  @Test
  void shouldGiveATaskAloneBlocksOfItsOwn() {
    StreamBlock block =
        new LearnStream(corpus, StreamScope.alone(SmallData.TONE), BATCH_TOKENS, 1).next();

    assertThat(block.batches().stream().mapToInt(batch -> batch.rows().size()).sum())
        .isEqualTo(LearnStream.BLOCK_ROWS);
    assertThat(block.batches())
        .allSatisfy(batch -> assertThat(batch.rows()).allMatch(row -> row.row().task() == 0));
  }

  @Test
  void shouldCallARowFreshOnce() {
    LearnStream stream = new LearnStream(corpus, StreamScope.ALL, BATCH_TOKENS, 1);
    Set<Place> fresh = new HashSet<>();
    int count = 0;
    for (int i = 0; i < 4; i++) {
      List<Place> places = places(stream.next().fresh());
      fresh.addAll(places);
      count += places.size();
    }

    assertThat(fresh).hasSize(count);
    assertThat(count)
        .isEqualTo(corpus.tasks().stream().mapToInt(task -> task.training().size()).sum());
  }
}
