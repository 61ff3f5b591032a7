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
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SpanStateTest {
  private static final List<TaskModule> TASKS = List.of(TestModels.GRADE, TestModels.ANSWER);
  private static final StepSettings SETTINGS = new StepSettings(1e-3, 1, List.of(1d, 2d), 5);

  static Stream<ModelConfig> shapes() {
    return Stream.of(
        TestModels.encoder(Pooling.FIRST, Activation.GELU), TestModels.config(false, 1));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shouldGoOnFromASnapshotAsIfNeverStopped(ModelConfig config) {
    ComputeSettings compute = ComputeSettings.on(Device.cpu());
    OptimizerSettings optimizer = OptimizerSettings.AdamW.DEFAULT;
    try (Learner whole = Learners.create(compute, config, optimizer, 3)) {
      TASKS.forEach(task -> whole.adopt(task, 3));
      run(whole, 0, 5);
      try (ModelSnapshot cut = whole.snapshot();
          Learner after =
              Learners.restore(
                  compute,
                  config,
                  optimizer,
                  whole.tasks(),
                  cut.trunk(),
                  cut.modules(),
                  cut.optimizer())) {
        run(whole, 5, 9);
        run(after, 5, 9);
        assertThat(StoredBytes.of(after)).isEqualTo(StoredBytes.of(whole));
        assertThat(StoredBytes.of(after)).containsKeys("heads.answer.weight", "heads.answer.bias");
      }
    }
  }

  private static void run(Learner learner, int from, int to) {
    for (int step = from; step < to; step++) {
      learner.step(TestModels.rows(TASKS, learner.config(), 16, step), SETTINGS);
    }
  }
}
