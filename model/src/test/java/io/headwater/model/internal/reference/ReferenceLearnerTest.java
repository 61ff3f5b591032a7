package io.headwater.model.internal.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.TaskModule;
import io.headwater.model.TestModels;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.Learners;
import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.TaskWeights;
import io.headwater.model.learning.TrainingRow;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReferenceLearnerTest {
  private static final List<TaskModule> TASKS =
      List.of(TestModels.TOPIC, TestModels.HEADLINE, TestModels.GRADE);
  private static final List<Double> WEIGHTS = List.of(1.0, 2.0, 0.5);
  private static final OptimizerSettings.AdamW ADAMW = OptimizerSettings.AdamW.DEFAULT;
  private static final double RATE = 2e-3;

  @Test
  void shouldLearnWhatTheProgramsLearn() {
    ModelConfig config = TestModels.config(false, 16);
    StepSettings settings = new StepSettings(RATE, 0.5, new TaskWeights.Given(WEIGHTS), 1);
    try (Learner learner = Learners.create(ComputeSettings.on(Device.cpu()), config, ADAMW, 3)) {
      TASKS.forEach(task -> learner.adopt(task, 3));
      try (ModelSnapshot start = learner.snapshot();
          ReferenceLearner reference =
              new ReferenceLearner(Device.cpu(), config, TASKS, start, ADAMW, RATE)) {
        double last = 0;
        for (int step = 0; step < 20; step++) {
          List<TrainingRow> rows = TestModels.rows(TASKS, config, 12, step);
          List<Double> expected = learner.step(rows, settings).losses();
          List<Double> losses = reference.step(rows, WEIGHTS, 0.5);
          for (int task = 0; task < TASKS.size(); task++) {
            assertThat(losses.get(task)).isCloseTo(expected.get(task), within(2e-3));
          }
          last = losses.get(1);
        }
        assertThat(last).as("nats a token, 3.9 untrained").isLessThan(3.8);
      }
    }
  }

  @Test
  void shouldReportNoLossOfATaskWithoutRows() {
    ModelConfig config = TestModels.config(true, 1);
    try (Learner learner = Learners.create(ComputeSettings.on(Device.cpu()), config, ADAMW, 3)) {
      TASKS.forEach(task -> learner.adopt(task, 3));
      try (ModelSnapshot start = learner.snapshot();
          ReferenceLearner reference =
              new ReferenceLearner(Device.cpu(), config, TASKS, start, ADAMW, RATE)) {
        List<TrainingRow> rows = TestModels.rows(List.of(TestModels.TOPIC), config, 4, 1);

        List<Double> losses = reference.step(rows, WEIGHTS, 1);

        assertThat(losses.get(0)).isPositive();
        assertThat(losses.subList(1, 3)).containsOnly(Double.NaN);
      }
    }
  }
}
