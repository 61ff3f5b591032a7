package io.headwater.trainer.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headwater.schemas.Split;
import io.headwater.schemas.TaskStep;
import io.headwater.schemas.TrainerEvent;
import io.headwater.schemas.TrainerEventType;
import io.headwater.schemas.TrainingStep;
import io.headwater.trainer.WeightingConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps of a real learner under each strategy, and what the journal says of them. */
class StepWeighingTest {
  private static final Set<String> ALL =
      Set.of(WeighingRig.TOPIC, WeighingRig.TONE, WeighingRig.GRADE);

  private static Map<String, String> settings(String strategy) {
    return Map.of(WeightingConfig.STRATEGY, strategy, WeightingConfig.PERIOD_STEPS, "3");
  }

  private static Set<String> present(long step) {
    return switch ((int) (step % 5)) {
      case 1 -> Set.of(WeighingRig.TOPIC);
      case 3 -> Set.of(WeighingRig.TONE, WeighingRig.GRADE);
      default -> ALL;
    };
  }

  private static void run(WeighingRig rig, long from, long to) {
    for (long step = from; step < to; step++) {
      // Quality that falls: a live strategy has something to heed.
      rig.publish("m", WeighingRig.TONE, Split.PREQUENTIAL, 0.9 - step / 100.0, step);
      rig.step(step, present(step));
    }
  }

  private static double meanLoss(List<TrainingStep> steps) {
    return steps.stream()
        .flatMap(step -> step.getTasks().stream())
        .mapToDouble(TaskStep::getLoss)
        .average()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"equal", "uncertainty", "dwa", "gradnorm", "famo", "pcgrad", "cosine", "live"})
  void shouldLearnAndJournalTheWeightsOfThePresentTasks(String strategy) {
    try (WeighingRig rig = WeighingRig.start(settings(strategy))) {
      run(rig, 1, 36);
      List<TrainingStep> steps = rig.steps();
      assertThat(steps).hasSize(35).allMatch(TrainingStep::getApplied);
      for (TrainingStep step : steps) {
        assertThat(step.getTasks().stream().map(TaskStep::getTask))
            .containsExactlyInAnyOrderElementsOf(present(step.getStep()));
        assertThat(step.getTasks()).allMatch(task -> task.getWeight() > 0);
        assertThat(step.getTasks().stream().mapToDouble(TaskStep::getWeight).sum())
            .isCloseTo((double) step.getTasks().size(), within(1e-9));
      }
      boolean moved =
          steps.stream()
              .flatMap(step -> step.getTasks().stream())
              .anyMatch(task -> Math.abs(task.getWeight() - 1) > 1e-3);
      assertThat(moved).isEqualTo(!strategy.equals("equal"));
      assertThat(meanLoss(steps.subList(25, 35))).isLessThan(meanLoss(steps.subList(0, 10)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"equal", "uncertainty", "dwa", "gradnorm", "famo", "pcgrad", "cosine", "live"})
  void shouldGoOnFromACheckpointAsIfNeverStopped(String strategy) {
    try (WeighingRig whole = WeighingRig.start(settings(strategy))) {
      run(whole, 1, 11);
      try (WeighingRig resumed = whole.resume()) {
        run(whole, 11, 19);
        run(resumed, 11, 19);
        assertThat(resumed.steps().stream().map(TrainingStep::getTasks))
            .isEqualTo(whole.steps().subList(10, 18).stream().map(TrainingStep::getTasks).toList());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"equal", "famo", "pcgrad"})
  void shouldMultiplyByTheConstantFactorOfATask(String strategy) {
    try (WeighingRig rig = WeighingRig.start(settings(strategy));
        WeighingRig plain = WeighingRig.start(settings(strategy))) {
      rig.setTask(1, 0.25);
      rig.step(1, ALL);
      plain.step(1, ALL);
      List<TaskStep> expected = plain.steps().get(0).getTasks();
      List<TaskStep> tasks = rig.steps().get(0).getTasks();
      assertThat(tasks.get(0).getWeight()).isEqualTo(expected.get(0).getWeight());
      assertThat(tasks.get(1).getWeight()).isEqualTo(0.25 * expected.get(1).getWeight());
    }
  }

  @Test
  void shouldJournalWhatItReadOfTheModelsQualityAndWhere() {
    try (WeighingRig rig = WeighingRig.start(settings("live"))) {
      rig.publish("m", WeighingRig.TOPIC, Split.PREQUENTIAL, 0.9, 1);
      rig.step(1, ALL);
      rig.step(2, ALL);
      rig.publish("m", WeighingRig.TOPIC, Split.PREQUENTIAL, 0.8, 2);
      rig.publish("m", WeighingRig.TOPIC, Split.PREQUENTIAL, 0.7, 3);
      rig.step(3, ALL);

      List<TrainerEvent> events = rig.events();
      assertThat(events).hasSize(2);
      TrainerEvent fall = events.get(1);
      assertThat(fall.getType()).isEqualTo(TrainerEventType.QUALITY_READ);
      assertThat(fall.getSubject()).isEqualTo(WeighingRig.TOPIC);
      assertThat(fall.getDetails())
          .containsEntry("metric", "accuracy")
          .containsEntry("value", "0.7")
          .containsEntry("count", "1000")
          .containsEntry("partition", "2")
          .containsEntry("offset", "1003");
      double raw = Double.parseDouble(fall.getDetails().get("weight"));
      assertThat(raw).isGreaterThan(2);
      assertThat(weight(rig, 1)).isEqualTo(1);
      assertThat(weight(rig, 2)).isEqualTo(1);
      assertThat(weight(rig, 3)).isCloseTo(3 * raw / (raw + 2), within(1e-12));
    }
  }

  private static double weight(WeighingRig rig, int step) {
    return rig.steps().get(step - 1).getTasks().get(0).getWeight();
  }

  @Test
  void shouldHeedNothingButTheModelsOwnMainMetricOnWhatItHasNotLearned() {
    try (WeighingRig rig = WeighingRig.start(settings("live"))) {
      for (long at = 1; at <= 2; at++) {
        double value = 1.2 - at / 2.0;
        rig.publish("m", WeighingRig.TOPIC, Split.HOLDOUT, value, at);
        rig.publish("m", WeighingRig.TOPIC, Split.SERVING, value, at);
        rig.publish("other", WeighingRig.TOPIC, Split.PREQUENTIAL, value, at);
        rig.publish("m", "no such task", Split.PREQUENTIAL, value, at);
        publish(rig, WeighingRig.TOPIC, "accuracy", "1m", value, at);
        publish(rig, WeighingRig.TOPIC, "macroF1", "last-1000", value, at);
        publish(rig, WeighingRig.GRADE, "mse", "last-1000", value, at);
        rig.step(at, ALL);
      }
      assertThat(rig.events()).isEmpty();
      assertThat(rig.steps().get(1).getTasks()).allMatch(task -> task.getWeight() == 1);
    }
  }

  private static void publish(
      WeighingRig rig, String task, String metric, String window, double value, long at) {
    rig.publish("m", task, metric, Split.PREQUENTIAL, window, value, at);
  }
}
