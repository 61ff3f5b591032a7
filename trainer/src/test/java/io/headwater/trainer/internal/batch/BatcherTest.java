package io.headwater.trainer.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.TrainingRow;
import io.headwater.schemas.OffsetRun;
import io.headwater.schemas.contract.SourcePartition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatcherTest {
  private record Shape(int task, int input, int target) {}

  @Provide
  Arbitrary<List<PreparedRow>> rows() {
    Arbitrary<Shape> shape =
        Combinators.combine(
                Arbitraries.integers().between(0, 2),
                Arbitraries.integers().between(1, 60),
                Arbitraries.integers().between(1, 20))
            .as((task, input, target) -> new Shape(task, input, task == 2 ? target : 0));
    return shape.list().ofMaxSize(120).map(BatcherTest::rows);
  }

  @Property(tries = 200)
  void shouldBatchEveryRowOnceWithinTheBudget(
      @ForAll("rows") List<PreparedRow> rows,
      @ForAll @IntRange(min = 1, max = 400) int budget,
      @ForAll long seed) {
    List<List<PreparedRow>> batches = new Batcher(budget).batches(rows, seed);
    List<PreparedRow> all = new ArrayList<>();
    for (List<PreparedRow> batch : batches) {
      assertThat(batch).isNotEmpty();
      assertThat(batch.size() == 1 || tokens(batch) <= budget).isTrue();
      all.addAll(batch);
    }
    assertThat(all).containsExactlyInAnyOrderElementsOf(rows);
  }

  @Property(tries = 100)
  void shouldDependOnRowsAndSeedAlone(@ForAll("rows") List<PreparedRow> rows, @ForAll long seed) {
    assertThat(new Batcher(100).batches(rows, seed))
        .isEqualTo(new Batcher(100).batches(rows, seed));
  }

  @Test
  void shouldMixTheTasksInEveryBatchAndKeepLengthsAlikeWithinEach() {
    Random random = new Random(7);
    List<Shape> shapes = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      int task = i % 3;
      shapes.add(new Shape(task, 5 + random.nextInt(60), task == 2 ? 12 : 0));
    }
    Collections.shuffle(shapes, random);
    List<List<PreparedRow>> batches = new Batcher(1024).batches(rows(shapes), 3);
    assertThat(batches).hasSizeBetween(11, 15);
    // The last rows of a block may make a batch too small to have a proportion.
    for (List<PreparedRow> batch : batches.stream().filter(b -> b.size() > 8).toList()) {
      for (int task = 0; task < 3; task++) {
        int wanted = task;
        List<Integer> lengths =
            batch.stream()
                .filter(r -> r.row().task() == wanted)
                .map(r -> r.row().tokens())
                .toList();
        assertThat((double) lengths.size() / batch.size()).isBetween(0.25, 0.42);
        assertThat(Collections.max(lengths) - Collections.min(lengths)).isLessThan(20);
      }
    }
  }

  @Property(tries = 100)
  void shouldNameRowsExactlyAndInOrderByRuns(
      @ForAll("rows") List<PreparedRow> rows, @ForAll long seed) {
    for (List<PreparedRow> batch : new Batcher(200).batches(rows, seed)) {
      OffsetRuns collected = new OffsetRuns();
      List<OffsetRun> runs = collected.of(batch);
      List<Long> offsets =
          runs.stream()
              .flatMap(
                  run -> LongStream.range(run.getFrom(), run.getFrom() + run.getCount()).boxed())
              .toList();
      assertThat(offsets).isEqualTo(batch.stream().map(PreparedRow::offset).toList());
      assertThat(collected.sources()).hasSize(1);
    }
  }

  @Test
  void shouldSplitStretchesTooLongForOneRun() {
    SourcePartition source = new SourcePartition("t", "id", 0);
    List<OffsetRun> runs = new OffsetRuns().of(source, 5, 5_000_000_000L);
    assertThat(runs.stream().mapToLong(OffsetRun::getCount).sum()).isEqualTo(4_999_999_995L);
    assertThat(runs.get(1).getFrom()).isEqualTo(5L + Integer.MAX_VALUE);
  }

  private static List<PreparedRow> rows(List<Shape> shapes) {
    List<PreparedRow> rows = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      Shape shape = shapes.get(i);
      rows.add(
          new PreparedRow(
              new SourcePartition("t", "id", 0),
              i,
              new TrainingRow(
                  shape.task(),
                  new int[shape.input()],
                  new RowTarget.Text(new int[shape.target()]),
                  1)));
    }
    return rows;
  }

  private static int tokens(List<PreparedRow> rows) {
    return rows.stream().mapToInt(row -> row.row().tokens()).sum();
  }
}
