package io.headwater.model.learning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.headwater.model.Activation;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.Pooling;
import io.headwater.model.TaskModule;
import io.headwater.model.TestModels;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EncoderStateTest {
  private static final List<TaskModule> TASKS = List.of(TestModels.TOPIC, TestModels.GRADE);

  @ParameterizedTest
  @EnumSource(Pooling.class)
  void shouldGoOnFromASnapshotAsIfNeverStopped(Pooling pooling) {
    ModelConfig config = TestModels.encoder(pooling, Activation.GELU);
    try (Learner whole =
        Learners.create(
            ComputeSettings.on(Device.cpu()), config, OptimizerSettings.AdamW.DEFAULT, 3)) {
      TASKS.forEach(task -> whole.adopt(task, 3));
      run(whole, 0, 4);
      whole.grow("topic", List.of("d"), 5);
      run(whole, 4, 6);
      try (ModelSnapshot cut = whole.snapshot();
          Learner after =
              Learners.restore(
                  ComputeSettings.on(Device.cpu()),
                  config,
                  OptimizerSettings.AdamW.DEFAULT,
                  whole.tasks(),
                  cut.trunk(),
                  cut.modules(),
                  cut.optimizer())) {
        run(whole, 6, 10);
        run(after, 6, 10);
        assertThat(StoredBytes.of(after)).isEqualTo(StoredBytes.of(whole));
      }
    }
  }

  private static void run(Learner learner, int from, int to) {
    for (int step = from; step < to; step++) {
      List<TrainingRow> rows = TestModels.framed(TASKS, learner.config(), 16, step);
      learner.step(
          rows,
          new StepSettings(
              1e-3, new RateFactors(10, 1), 1, new TaskWeights.Given(List.of(1d, 2d)), step));
    }
  }
}
