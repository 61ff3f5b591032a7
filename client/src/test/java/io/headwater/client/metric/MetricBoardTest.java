package io.headwater.client.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.client.metric.MetricBoard.Measure;
import io.headwater.schemas.RollingMetric;
import io.headwater.schemas.Split;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    assertThat(board.headlines().table("main").lines())
        .containsExactly(
            "task         metric     window   main  examples  versions",
            "brevity      rougeL  last-1000  0.250       100       1-2",
            "similarity  pearson  last-1000  0.500       100       1-2");
  }

  @Test
  void shouldHeadATaskThatNamesItsMetricsWithTheFirstOfThem() {
    board.add(metric("main", "similarity", "mae", 0.5, 10));
    board.add(metric("baseline.mean", "similarity", "mae", 0.9, 10));

    assertThat(board.headlines().table("main").lines())
        .containsExactly(
            "task        metric     window   main   mean  examples  versions",
            "similarity     mae  last-1000  0.500  0.900       100       1-2");
  }

  @Test
  void shouldHaveOneHeadlineRowATaskOverItsWidestWindowByCount() {
    for (String window : List.of("1m", "last-200", "last-1000")) {
      board.add(RollingMetric.newBuilder(accuracy("main", 0.5, 10)).setWindow(window).build());
    }

    assertThat(board.headlines().table("main").lines())
        .extracting(line -> line.split(" +", 4)[2])
        .containsExactly("window", "last-1000");
  }

  @Test
  void shouldSayHowOldValuesAreAndMarkThoseThatNoLongerMove() {
    board.add(accuracy("main", 0.5, 0));
    board.add(metric("main", "member", "accuracy", 0.5, 400_000));
    board.add(metric("baseline.majority", "topic", "accuracy", 0.5, 0));

    assertThat(board.table("main", Instant.ofEpochMilli(412_345)).lines())
        .containsExactly(
            "task       metric     window   main       age  majority  examples  versions",
            "library  accuracy  last-1000  0.500  still 6m                 100       1-2",
            "member   accuracy  last-1000  0.500       12s                 100       1-2",
            "topic    accuracy  last-1000                      0.500");
  }

  @ParameterizedTest
  @CsvSource({"-3000,0s", "59999,59s", "60000,still 1m", "3600000,still 1h", "259200000,still 3d"})
  void shouldSayAgesInTheLargestFittingUnit(long millis, String age) {
    Instant published = Instant.ofEpochMilli(1_000_000);

    assertThat(MetricBoard.age(published, published.plusMillis(millis))).isEqualTo(age);
  }

  @Test
  void shouldNameTheModelsThatHaveValuesAndTheTimeOfTheNewest() {
    board.add(accuracy("main", 0.5, 10));
    board.add(metric("main", "member", "accuracy", 0.5, 20));
    board.add(accuracy("other", 0.5, 30));
    board.add(accuracy("baseline.majority", 0.2, 40));

    assertThat(board.models()).containsExactly("main", "other");
    ZonedDateTime now = Instant.ofEpochMilli(3_600_000).atZone(ZoneOffset.UTC);
    assertThat(board.heading("main", now))
        .isEqualTo("01:00:00  model main, newest value: still 59m");
    assertThat(board.heading("third", now)).endsWith("newest value: none yet");
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
