package io.headwater.schemas.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.ScoreRange;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TaskRulesTest {
  static Stream<Arguments> faults() {
    return Stream.of(
        fault("name", t -> t.setName("")),
        fault("name", t -> t.setName("Tickets")),
        fault("name", t -> t.setName("a.b")),
        fault("name", t -> t.setName("a".repeat(65))),
        fault("labels", t -> t.setLabels(List.of())),
        fault("labels", t -> t.setLabels(List.of("one"))),
        fault("labels", t -> t.setLabels(List.of("a", "b", "a"))),
        fault("labels", t -> t.setLabels(List.of("a", " "))),
        fault("labels", t -> t.setLabels(List.of("a", "b".repeat(257)))),
        fault("labels", t -> t.setLabels(numbered(TaskRules.MOST_LABELS + 1))),
        fault("labels", t -> t.setKind(TaskKind.SUMMARIZATION)),
        fault(
            "openLabels",
            t -> t.setKind(TaskKind.REGRESSION).setLabels(List.of()).setOpenLabels(true)),
        fault("labelCap", t -> t.setOpenLabels(true).setLabelCap(1)),
        fault("labelCap", t -> t.setOpenLabels(true).setLabelCap(TaskRules.MOST_LABELS + 1)),
        fault("minimumSupport", t -> t.setOpenLabels(true).setMinimumSupport(0)),
        fault("scoreRange", t -> t.setScoreRange(new ScoreRange(0.0, 1.0))),
        fault("scoreRange", t -> regression(t, null)),
        fault("scoreRange", t -> regression(t, new ScoreRange(1.0, 1.0))),
        fault("scoreRange", t -> regression(t, new ScoreRange(Double.NaN, 1.0))),
        fault("scoreRange", t -> regression(t, new ScoreRange(0.0, Double.POSITIVE_INFINITY))),
        fault("metrics", t -> t.setMetrics(List.of("accuracy", "accuracy"))),
        fault("metrics", t -> t.setMetrics(List.of("accuracy", "rougeL"))),
        fault("metrics", t -> t.setMetrics(List.of("f-score"))),
        fault("maxInputTokens", t -> t.setMaxInputTokens(0)),
        fault("maxTargetTokens", t -> t.setMaxTargetTokens(-1)),
        fault("unanswerable", t -> t.setUnanswerable(true)),
        fault("noAnswerThreshold", t -> spans(t).setNoAnswerThreshold(Double.NaN)),
        fault("noAnswerThreshold", t -> spans(t).setUnanswerable(false).setNoAnswerThreshold(1)),
        fault("lossWeight", t -> t.setLossWeight(0)),
        fault("lossWeight", t -> t.setLossWeight(Double.NaN)),
        fault("lossWeight", t -> t.setLossWeight(1e39)),
        fault("version", t -> t.setVersion(0)));
  }

  private static TaskSpec.Builder spans(TaskSpec.Builder task) {
    return task.setKind(TaskKind.SPAN_EXTRACTION).setLabels(List.of()).setUnanswerable(true);
  }

  @Test
  void shouldTakeAThresholdWhereAPassageMayHoldNoAnswer() {
    assertThat(TaskRules.check(spans(sound()).setNoAnswerThreshold(-2.5).build())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void shouldNameTheFieldAtFault(String field, UnaryOperator<TaskSpec.Builder> damage) {
    assertThat(TaskRules.check(damage.apply(sound()).build()))
        .hasValueSatisfying(
            message -> assertThat(message).startsWith(field + " is '").contains("' but must be "));
  }

  @Test
  void shouldTakeClassesOpenOrClosed() {
    assertThat(TaskRules.check(sound().build())).isEmpty();
    assertThat(TaskRules.check(sound().setLabels(List.of()).setOpenLabels(true).build())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      names = {"CLASSIFICATION", "REGRESSION"},
      mode = EnumSource.Mode.EXCLUDE)
  void shouldTakeKindsWithoutLabels(TaskKind kind) {
    assertThat(TaskRules.check(sound().setKind(kind).setLabels(List.of()).build())).isEmpty();
  }

  @Test
  void shouldTakeAsManyLabelsAsATaskMayHave() {
    assertThat(TaskRules.check(sound().setLabels(numbered(TaskRules.MOST_LABELS)).build()))
        .isEmpty();
  }

  @Test
  void shouldTakeAScoreRange() {
    assertThat(TaskRules.check(regression(sound(), new ScoreRange(-1.0, 1.0)).build())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void shouldTakeEveryMetricOfTheKind(TaskKind kind) {
    TaskSpec.Builder task = sound().setKind(kind).setMetrics(MetricNames.of(kind));
    if (kind != TaskKind.CLASSIFICATION) {
      task.setLabels(List.of());
    }
    if (kind == TaskKind.REGRESSION) {
      task.setScoreRange(new ScoreRange(0.0, 5.0));
    }
    assertThat(TaskRules.check(task.build())).isEmpty();
    assertThat(MetricNames.of(kind))
        .containsAll(MetricNames.usual(kind))
        .startsWith(MetricNames.headline(kind));
  }

  @Test
  void shouldSayWhichMetricsTheKindHas() {
    assertThat(TaskRules.check(sound().setMetrics(List.of("pearson")).build()))
        .contains(
            "metrics is 'pearson' but must be among accuracy, macroF1, microF1, matthews if the"
                + " kind is CLASSIFICATION");
  }

  private static TaskSpec.Builder sound() {
    return TaskSpec.newBuilder()
        .setName("tickets-2_a")
        .setKind(TaskKind.CLASSIFICATION)
        .setLabels(List.of("bug", "question"));
  }

  private static TaskSpec.Builder regression(TaskSpec.Builder task, ScoreRange range) {
    return task.setKind(TaskKind.REGRESSION).setLabels(List.of()).setScoreRange(range);
  }

  private static List<String> numbered(int count) {
    return IntStream.range(0, count).mapToObj(i -> "label" + i).toList();
  }

  private static Arguments fault(String field, UnaryOperator<TaskSpec.Builder> damage) {
    return Arguments.of(field, damage);
  }
}
