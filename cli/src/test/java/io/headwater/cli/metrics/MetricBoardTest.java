package io.headwater.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cli.metrics.MetricBoard.Measure;
import io.headwater.schemas.RollingMetric;
import io.headwater.schemas.Split;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricBoardTest {
  private static final Measure ACCURACY =
      new Measure("library", "accuracy", Split.PREQUENTIAL, "last-1000");

  private final MetricBoard board = new MetricBoard();

  @Test
  void shouldKeepTheNewestValueWhateverTheOrderOfArrival() {
    board.add(accuracy("main", 0.5, 20));
    board.add(accuracy("main", 0.4, 10));

    assertThat(board.value(ACCURACY, "main").orElseThrow().getValue()).isEqualTo(0.5);
  }

  @Test
  void shouldPutTheModelBeforeItsBaselines() {
    board.add(accuracy("baseline.majority", 0.2, 10));
    board.add(accuracy("main", 0.5, 10));

    assertThat(board.table("main").lines())
        .containsExactly(
            "task       metric     window   main  majority  examples  versions",
            "library  accuracy  last-1000  0.500     0.200       100       1-2");
  }

  @Test
  void shouldLeaveTheModelsColumnEmptyWhereOnlyABaselineIsKnown() {
    board.add(accuracy("baseline.majority", 0.2, 10));

    assertThat(board.value(ACCURACY, "main")).isEmpty();
    assertThat(board.table("main").lines().get(1)).endsWith("0.200");
  }

  @Test
  void shouldPutTheHeadlineMetricOfAKindFirst() {
    for (String metric : List.of("mae", "spearman", "pearson", "homemade")) {
      board.add(metric("main", "similarity", metric, 0.5, 10));
    }
    board.add(metric("baseline.mean", "similarity", "mae", 0.9, 10));
    board.add(metric("main", "brevity", "rougeL", 0.25, 10));
    board.add(metric("main", "brevity", "rouge1", 0.5, 10));

    assertThat(board.table("main").lines())
        .extracting(line -> line.split(" +", 3)[1])
        .containsExactly("metric", "rougeL", "rouge1", "pearson", "spearman", "mae", "homemade");
    assertThat(board.headlines("main").lines())
        .containsExactly(
            "task         metric     window   main  examples  versions",
            "brevity      rougeL  last-1000  0.250       100       1-2",
            "similarity  pearson  last-1000  0.500       100       1-2");
  }

  @Test
  void shouldHeadATaskThatNamesItsMetricsWithTheFirstOfThem() {
    board.add(metric("main", "similarity", "mae", 0.5, 10));
    board.add(metric("baseline.mean", "similarity", "mae", 0.9, 10));

    assertThat(board.headlines("main").lines())
        .containsExactly(
            "task        metric     window   main   mean  examples  versions",
            "similarity     mae  last-1000  0.500  0.900       100       1-2");
  }

  private static RollingMetric accuracy(String model, double value, long publishedAt) {
    return metric(model, "library", "accuracy", value, publishedAt);
  }

  private static RollingMetric metric(
      String model, String task, String metric, double value, long publishedAt) {
    return RollingMetric.newBuilder()
        .setModel(model)
        .setTask(task)
        .setMetric(metric)
        .setSplit(Split.PREQUENTIAL)
        .setWindow("last-1000")
        .setWindowStart(Instant.ofEpochMilli(0))
        .setWindowEnd(Instant.ofEpochMilli(publishedAt))
        .setValue(value)
        .setCount(100)
        .setFirstVersion(1)
        .setLastVersion(2)
        .setPublishedAt(Instant.ofEpochMilli(publishedAt))
        .build();
  }
}
