package io.headwater.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.model.TaskModule;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.TrainingRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DrawnRowsTest {
  private static final int VOCABULARY = 500;
  private static final List<TaskModule> TASKS = BenchModel.tasks();

  @Test
  void shouldKeepBatchesToTheBudgetAndMixTheTasks() {
    List<List<TrainingRow>> batches = rows(1).batches(20, 2048);

    assertThat(batches).hasSize(20);
    for (List<TrainingRow> batch : batches) {
      assertThat(batch.stream().mapToInt(TrainingRow::tokens).sum()).isBetween(1000, 2048);
    }
    assertThat(batches.stream().flatMap(List::stream).map(TrainingRow::task).distinct())
        .containsExactlyInAnyOrder(0, 1, 2, 3);
  }

  @Test
  void shouldDrawLengthsOfTexts() {
    int[] lengths =
        rows(2).batches(40, 4096).stream()
            .flatMap(List::stream)
            .mapToInt(row -> row.input().length)
            .sorted()
            .toArray();

    assertThat(lengths[lengths.length / 2]).isBetween(58, 70);
    assertThat(lengths[(int) (0.84 * lengths.length)]).isBetween(125, 160);
    assertThat(lengths[lengths.length - 1]).isEqualTo(256);
  }

  @Test
  void shouldFitTheTasksAndTheVocabulary() {
    for (List<TrainingRow> batch : rows(3).batches(10, 1024)) {
      for (TrainingRow row : batch) {
        TaskModule task = TASKS.get(row.task());
        assertFits(row.input(), task.maxInputTokens());
        if (row.target() instanceof RowTarget.Text text) {
          assertFits(text.tokens(), task.maxTargetTokens());
        } else if (row.target() instanceof RowTarget.Label label) {
          assertThat(label.row()).isBetween(0, task.labels().size() - 1);
        }
      }
    }
  }

  @Test
  void shouldDrawFrequentWordsFarMoreOften() {
    long[] counts = new long[VOCABULARY];
    for (List<TrainingRow> batch : rows(4).batches(30, 4096)) {
      for (TrainingRow row : batch) {
        for (int token : row.input()) {
          counts[token]++;
        }
      }
    }
    // Zipf's law: the tenth word comes a tenth as often as the first, about 5.5 to 1 with rounding
    double ratio = (double) counts[BenchModel.FIRST_WORD] / counts[BenchModel.FIRST_WORD + 9];
    assertThat(ratio).isBetween(5.0, 12.0);
    assertThat(counts[0] + counts[1] + counts[2]).as("reserved tokens").isZero();
  }

  @Test
  void shouldMakeTheSameOfTheSameSeed() {
    assertThat(shapes(rows(5))).isEqualTo(shapes(rows(5))).isNotEqualTo(shapes(rows(6)));
  }

  @Test
  void shouldChangeTheShapeFromBatchToBatch() {
    DrawnRows rows = rows(7);
    Set<List<Integer>> shapes = new HashSet<>();
    Set<Set<Integer>> mixes = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      List<TrainingRow> batch = rows.irregular(1024);
      assertThat(batch.stream().mapToInt(TrainingRow::tokens).sum()).isLessThan(1024 + 305);
      shapes.add(batch.stream().map(TrainingRow::tokens).toList());
      Set<Integer> mix = new HashSet<>();
      batch.forEach(row -> mix.add(row.task()));
      mixes.add(mix);
    }
    assertThat(shapes).hasSizeGreaterThan(95);
    assertThat(mixes).hasSizeGreaterThan(10);
  }

  private static DrawnRows rows(long seed) {
    return new DrawnRows(TASKS, VOCABULARY, seed);
  }

  private static List<Integer> shapes(DrawnRows rows) {
    List<Integer> shapes = new ArrayList<>();
    rows.batches(3, 1024).forEach(batch -> batch.forEach(row -> shapes.add(row.tokens())));
    return shapes;
  }

  private static void assertFits(int[] tokens, int most) {
    assertThat(tokens.length).isBetween(1, most);
    assertThat(Arrays.stream(tokens).boxed().toList())
        .allSatisfy(token -> assertThat(token).isBetween(BenchModel.FIRST_WORD, VOCABULARY - 1));
  }
}
