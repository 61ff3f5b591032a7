package io.headwater.model.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.TaskModule;
import io.headwater.model.TestModels;
import io.headwater.model.inference.Predictor;
import io.headwater.model.inference.Predictors;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoreLearningTest {
  private static final ModelConfig CONFIG = TestModels.config(false, 64);
  private static final List<TaskModule> TASKS = List.of(TestModels.GRADE);
  private static final int[] INPUT = {7, 8, 9};

  @Test
  void shouldExpectTheWeightedMeanOfScoresThatDiffer() {
    StepSettings settings = new StepSettings(5e-3, 1, List.of(1d), 1);
    List<TrainingRow> rows =
        List.of(
            new TrainingRow(0, INPUT, new RowTarget.Score(0.1), 3f),
            new TrainingRow(0, INPUT, new RowTarget.Score(0.9), 1f));
    try (Learner learner = learner()) {
      for (int i = 0; i < 150; i++) {
        learner.step(rows, settings);
      }
      try (ModelSnapshot snapshot = learner.snapshot();
          Predictor predictor = predictor(snapshot)) {
        // A share of 0.3 on the scale from 1 to 6.
        assertThat(predictor.score("grade", List.of(INPUT)).get(0)).isCloseTo(2.5, within(0.05));
      }
    }
  }

  @Test
  void shouldStayFiniteWhereAModelIsCertain() {
    try (Learner learner = learner();
        ModelSnapshot snapshot = learner.snapshot()) {
      for (float logit : new float[] {-500, 500}) {
        for (NDArray array : snapshot.modules()) {
          array.muli(0);
          if (array.getName().endsWith("bias")) {
            array.addi(logit);
          }
        }
        try (Predictor predictor = predictor(snapshot)) {
          List<RowTarget> quarter = List.of(new RowTarget.Score(0.25));
          double wrong = logit > 0 ? 0.75 : 0.25;
          assertThat(predictor.loss("grade", List.of(INPUT), quarter))
              .isCloseTo(500 * wrong, within(0.01));
          assertThat(predictor.score("grade", List.of(INPUT))).containsExactly(logit > 0 ? 6d : 1d);
        }
      }
    }
  }

  private static Learner learner() {
    Learner learner =
        Learners.create(
            ComputeSettings.on(Device.cpu()), CONFIG, OptimizerSettings.AdamW.DEFAULT, 3);
    TASKS.forEach(task -> learner.adopt(task, 3));
    return learner;
  }

  private static Predictor predictor(ModelSnapshot snapshot) {
    return Predictors.create(Device.cpu(), CONFIG, TASKS, snapshot.trunk(), snapshot.modules());
  }
}
