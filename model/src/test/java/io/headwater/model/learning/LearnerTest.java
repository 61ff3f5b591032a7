package io.headwater.model.learning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.TaskModule;
import io.headwater.model.TestModels;
import io.headwater.model.inference.LabelScore;
import io.headwater.model.inference.Predictor;
import io.headwater.model.inference.Predictors;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearnerTest {
  private static final List<TaskModule> TASKS = List.of(TestModels.TOPIC, TestModels.HEADLINE);
  private static final ModelConfig CONFIG = TestModels.config(false, 64);
  private static final StepSettings SETTINGS = new StepSettings(5e-3, 1, List.of(1d, 1d), 1);

  @Test
  void shouldLearnToLabelAndToCopy() {
    try (Learner learner = Learners.create(Device.cpu(), CONFIG, AdamWSettings.DEFAULT, 7)) {
      TASKS.forEach(task -> learner.adopt(task, 7));
      StepResult first = learner.step(TestModels.rows(TASKS, CONFIG, 32, 0), SETTINGS);
      StepResult last = first;
      for (int i = 1; i < 400; i++) {
        last = learner.step(TestModels.rows(TASKS, CONFIG, 32, i), SETTINGS);
      }
      System.out.println(first + " " + last);
      List<TrainingRow> rows = TestModels.rows(TASKS, CONFIG, 64, 100_000);
      try (ModelSnapshot snapshot = learner.snapshot();
          Predictor predictor =
              Predictors.create(Device.cpu(), CONFIG, TASKS, snapshot.trunk(), snapshot.heads())) {
        List<TrainingRow> labels = rows.stream().filter(r -> r.task() == 0).toList();
        List<LabelScore> scores =
            predictor.classify("topic", labels.stream().map(TrainingRow::input).toList());
        long right = 0;
        for (int i = 0; i < labels.size(); i++) {
          right += scores.get(i).label() == labels.get(i).label() ? 1 : 0;
        }
        System.out.println(right + " of " + labels.size());
        List<TrainingRow> texts = rows.stream().filter(r -> r.task() == 1).toList();
        List<int[]> written =
            predictor.generate("headline", texts.stream().map(TrainingRow::input).toList());
        for (int i = 0; i < 6; i++) {
          System.out.println(
              java.util.Arrays.toString(written.get(i))
                  + " <- "
                  + java.util.Arrays.toString(texts.get(i).input()));
        }
        assertThat(last.losses().get(0)).isLessThan(first.losses().get(0));
      }
    }
  }
}
