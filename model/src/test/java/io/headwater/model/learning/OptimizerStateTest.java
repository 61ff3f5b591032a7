package io.headwater.model.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.TaskModule;
import io.headwater.model.TestModels;
import io.headwater.model.learning.OptimizerSettings.Adagrad;
import io.headwater.model.learning.OptimizerSettings.Adam;
import io.headwater.model.learning.OptimizerSettings.AdamW;
import io.headwater.model.learning.OptimizerSettings.Adaptive;
import io.headwater.model.learning.OptimizerSettings.Momentum;
import io.headwater.model.learning.OptimizerSettings.RmsProp;
import io.headwater.model.learning.OptimizerSettings.ScheduleFree;
import io.headwater.model.learning.OptimizerSettings.Sgd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerStateTest {
  private static final ModelConfig CONFIG = TestModels.config(true, 16);
  private static final List<TaskModule> TASKS =
      List.of(TestModels.TOPIC, TestModels.HEADLINE, TestModels.TONE);

  static Stream<OptimizerSettings> optimizers() {
    return Stream.of(
        AdamW.DEFAULT,
        new Sgd(0.1),
        new Momentum(0.9, true, 0.1),
        Adagrad.DEFAULT,
        RmsProp.DEFAULT,
        Adam.DEFAULT,
        Adaptive.DEFAULT,
        new ScheduleFree(0.9, 0.99, 0.1, 1e-8, 4));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void shouldGoOnFromASnapshotAsIfNeverStopped(OptimizerSettings optimizer) {
    try (Learner whole = learner(optimizer)) {
      run(whole, 0, 3);
      // Growth and a late task: state that starts at another step than the rest.
      whole.grow("topic", List.of("d"), 5);
      run(whole, 3, 5);
      whole.adopt(TestModels.TONE, 5);
      try (ModelSnapshot cut = whole.snapshot();
          Learner after = restored(optimizer, whole, cut, cut.optimizer())) {
        run(whole, 5, 9);
        run(after, 5, 9);
        assertThat(StoredBytes.of(after)).isEqualTo(StoredBytes.of(whole));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void shouldLearnFromItsRows(OptimizerSettings optimizer) {
    List<TrainingRow> rows = TestModels.rows(TASKS.subList(0, 2), CONFIG, 12, 0);
    StepSettings settings =
        new StepSettings(optimizer instanceof Sgd ? 0.1 : 5e-3, 1, List.of(1d, 1d), 1);
    try (Learner learner = learner(optimizer)) {
      List<Double> first = learner.step(rows, settings).losses();
      for (int i = 0; i < 60; i++) {
        learner.step(rows, settings);
      }
      List<Double> last = learner.step(rows, settings).losses();
      for (int task = 0; task < 2; task++) {
        assertThat(last.get(task)).isLessThan(0.8 * first.get(task));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void shouldKeepWhatOldLabelsHaveAndStartTheNew(OptimizerSettings optimizer) {
    try (Learner learner = learner(optimizer)) {
      run(learner, 0, 3);
      Map<String, ByteBuffer> before = StoredBytes.of(learner);
      learner.grow("topic", List.of("d", "e"), 5);
      Map<String, ByteBuffer> after = StoredBytes.of(learner);
      String head = "heads.topic.weight";
      assertThat(after.keySet()).isEqualTo(before.keySet());
      before.forEach(
          (name, old) -> {
            ByteBuffer grown = after.get(name);
            assertThat(grown.slice(0, old.capacity())).as(name).isEqualTo(old);
            int added = grown.capacity() - old.capacity();
            if (name.equals("z." + head)) {
              assertThat(rows(grown, added)).isEqualTo(rows(after.get(head), added));
            } else if (!name.equals(head)) {
              assertThat(rows(grown, added)).as(name).isEqualTo(ByteBuffer.allocate(added));
            }
          });
    }
  }

  private static ByteBuffer rows(ByteBuffer bytes, int last) {
    return bytes.slice(bytes.capacity() - last, last);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void shouldChangeNothingWhereTheGradientIsNotFinite(OptimizerSettings optimizer) {
    try (Learner learner = learner(optimizer)) {
      run(learner, 0, 2);
      Map<String, ByteBuffer> before = StoredBytes.of(learner);
      StepSettings huge = new StepSettings(5e-3, 1, List.of(1e38, 1d), 1);
      List<TrainingRow> rows = TestModels.rows(learner.tasks(), CONFIG, 6, 1);
      assertThat(learner.step(rows, huge).applied()).isFalse();
      assertThat(StoredBytes.of(learner)).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void shouldStartAnewWhereAnotherOptimizerWroteTheState(OptimizerSettings optimizer) {
    OptimizerSettings other = optimizer instanceof Adam ? Adaptive.DEFAULT : Adam.DEFAULT;
    try (Learner writer = learner(other)) {
      run(writer, 0, 3);
      try (ModelSnapshot cut = writer.snapshot();
          Learner changed = restored(optimizer, writer, cut, cut.optimizer());
          Learner fresh = restored(optimizer, writer, cut, new NDList())) {
        assertThat(StoredBytes.of(changed)).isEqualTo(StoredBytes.of(fresh));
        run(changed, 3, 5);
        run(fresh, 3, 5);
        assertThat(StoredBytes.of(changed)).isEqualTo(StoredBytes.of(fresh));
      }
    }
  }

  @Test
  void shouldReadStateWithoutANameAsThatOfAdamW() {
    try (Learner whole = learner(AdamW.DEFAULT)) {
      run(whole, 0, 3);
      try (ModelSnapshot cut = whole.snapshot()) {
        NDList unnamed = new NDList();
        for (NDArray array : cut.optimizer()) {
          if (!array.getName().equals("optimizer.adamw")) {
            unnamed.add(array);
          }
        }
        assertThat(unnamed).hasSize(cut.optimizer().size() - 1);
        assertThat(unnamed).allMatch(a -> a.getName().matches("(exp_avg|exp_avg_sq|step)\\..*"));
        try (Learner after = restored(AdamW.DEFAULT, whole, cut, unnamed)) {
          run(whole, 3, 5);
          run(after, 3, 5);
          assertThat(StoredBytes.of(after)).isEqualTo(StoredBytes.of(whole));
        }
      }
    }
  }

  @Test
  void shouldExportTheAverageAndKeepTheBasePoint() {
    OptimizerSettings averaging = new ScheduleFree(0.9, 0.99, 0, 1e-8, 1000);
    String name = "model.layers.0.mlp.up_proj.weight";
    try (Learner learner = learner(averaging)) {
      double[] mean = new double[CONFIG.hiddenSize() * 24];
      for (int step = 1; step <= 5; step++) {
        run(learner, step - 1, step);
        Map<String, ByteBuffer> stored = StoredBytes.of(learner);
        float[] base = floats(stored.get("z." + name));
        float[] exported = floats(stored.get(name));
        for (int i = 0; i < mean.length; i++) {
          mean[i] += (base[i] - mean[i]) / step;
          assertThat((double) exported[i]).isCloseTo(mean[i], within(1e-6));
        }
        assertThat(Arrays.equals(base, exported)).isEqualTo(step == 1);
      }
    }
  }

  @Test
  void shouldNameTheNumberThatIsOutOfItsRange() {
    assertThatThrownBy(() -> new AdamW(1, 0.9, 0, 1e-8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("beta1 is 1.0 but must be in [0, 1)");
    assertThatThrownBy(() -> new Sgd(-1)).hasMessage("weightDecay is -1.0 but must be at least 0");
    assertThatThrownBy(() -> new Momentum(Double.NaN, false, 0)).hasMessageContaining("momentum");
    assertThatThrownBy(() -> new RmsProp(0.9, 0, 0)).hasMessageContaining("epsilon");
    assertThatThrownBy(() -> new ScheduleFree(0.9, 0.9, 0, 1e-8, 0))
        .hasMessage("horizon is 0 but must be at least 1");
  }

  private static float[] floats(ByteBuffer bytes) {
    float[] floats = new float[bytes.capacity() / Float.BYTES];
    bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
    return floats;
  }

  private static Learner learner(OptimizerSettings optimizer) {
    Learner learner = Learners.create(ComputeSettings.on(Device.cpu()), CONFIG, optimizer, 3);
    TASKS.subList(0, 2).forEach(task -> learner.adopt(task, 3));
    return learner;
  }

  private static Learner restored(
      OptimizerSettings optimizer, Learner from, ModelSnapshot cut, NDList state) {
    return Learners.restore(
        ComputeSettings.on(Device.cpu()),
        CONFIG,
        optimizer,
        from.tasks(),
        cut.trunk(),
        cut.modules(),
        state);
  }

  private static void run(Learner learner, int from, int to) {
    List<Double> weights = learner.tasks().stream().map(task -> 1d).toList();
    for (int step = from; step < to; step++) {
      // Every third step lacks a task, so that counters differ between parameters.
      int skipped = step % 3 == 0 ? 1 : -1;
      List<TrainingRow> rows =
          TestModels.rows(learner.tasks(), CONFIG, 12, step).stream()
              .filter(row -> row.task() != skipped)
              .toList();
      learner.step(rows, new StepSettings(5e-3, 1, weights, 1));
    }
  }
}
