package io.headwater.model.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.TaskModule;
import io.headwater.model.TestModels;
import io.headwater.schemas.TaskKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearnerTest {
  private static final List<TaskModule> TASKS =
      List.of(TestModels.TOPIC, TestModels.HEADLINE, TestModels.TONE, TestModels.GRADE);
  private static final ModelConfig CONFIG = TestModels.config(false, 64);
  private static final StepSettings SETTINGS =
      new StepSettings(5e-3, 1, List.of(1d, 1d, 1d, 1d), 1);
  private static final int[] NONE = new int[0];

  @Test
  void shouldLearnFromItsRows() {
    try (Learner learner = learner(CONFIG, 7)) {
      List<TrainingRow> rows = TestModels.rows(TASKS, CONFIG, 12, 0);
      List<Double> first = learner.step(rows, SETTINGS).losses();
      for (int i = 0; i < 60; i++) {
        learner.step(rows, SETTINGS);
      }
      List<Double> last = learner.step(rows, SETTINGS).losses();
      for (int task = 0; task < TASKS.size(); task++) {
        double least = leastLoss(rows, task);
        assertThat(last.get(task) - least).isLessThan(0.5 * (first.get(task) - least));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"false, 64", "true, 16"})
  void shouldGoOnFromASnapshotAsIfNeverStopped(boolean tied, int multiplier) {
    ModelConfig config = TestModels.config(tied, multiplier);
    try (Learner whole = learner(config, 3);
        Learner before = learner(config, 3)) {
      run(whole, 0, 9);
      run(before, 0, 4);
      try (ModelSnapshot cut = before.snapshot();
          Learner after =
              Learners.restore(
                  ComputeSettings.on(Device.cpu()),
                  config,
                  OptimizerSettings.AdamW.DEFAULT,
                  TASKS,
                  cut.trunk(),
                  cut.modules(),
                  cut.optimizer())) {
        assertThat(after.tasks()).isEqualTo(TASKS);
        run(after, 4, 9);
        assertThat(StoredBytes.of(after)).isEqualTo(StoredBytes.of(whole));
      }
    }
  }

  @Test
  void shouldDrawTheSameValuesFromTheSameSeedWhateverTheOrder() {
    List<TaskModule> reversed =
        List.of(TestModels.GRADE, TestModels.TONE, TestModels.HEADLINE, TestModels.TOPIC);
    try (Learner one = learner(CONFIG, 3);
        Learner other =
            Learners.create(
                ComputeSettings.on(Device.cpu()), CONFIG, OptimizerSettings.AdamW.DEFAULT, 3);
        Learner different = learner(CONFIG, 4)) {
      reversed.forEach(task -> other.adopt(task, 3));
      assertThat(StoredBytes.of(one))
          .isEqualTo(StoredBytes.of(other))
          .isNotEqualTo(StoredBytes.of(different));
    }
  }

  @Test
  void shouldLeaveTheModulesOfAbsentTasksAsTheyAre() {
    List<TrainingRow> topics =
        TestModels.rows(TASKS, CONFIG, 30, 1).stream().filter(row -> row.task() == 0).toList();
    try (Learner learner = learner(CONFIG, 7)) {
      run(learner, 0, 3);
      Map<String, ByteBuffer> before = StoredBytes.of(learner);
      StepResult result = learner.step(topics, SETTINGS);
      assertThat(result.losses().get(0)).isFinite();
      assertThat(result.losses().subList(1, 4)).containsOnly(Double.NaN);
      List<String> same = new ArrayList<>();
      Map<String, ByteBuffer> after = StoredBytes.of(learner);
      before.forEach((name, values) -> addIf(values.equals(after.get(name)), name, same));
      assertThat(same)
          .allMatch(n -> n.matches(".*(headline|tone|grade|lm_head).*|optimizer.adamw"))
          .hasSize(4 * (6 + 2 + 2 + 1) + 1);
    }
  }

  @Test
  void shouldIgnoreRowsOfWeightZero() {
    List<TrainingRow> rows = new ArrayList<>(TestModels.rows(TASKS, CONFIG, 9, 1));
    try (Learner with = learner(CONFIG, 7);
        Learner without = learner(CONFIG, 7)) {
      List<Double> expected = without.step(rows, SETTINGS).losses();
      rows.add(new TrainingRow(0, new int[] {5, 6}, new RowTarget.Label(1), 0f));
      assertThat(with.step(rows, SETTINGS).losses())
          .usingElementComparator(LearnerTest::nearly)
          .isEqualTo(expected);
    }
  }

  @Test
  void shouldChangeNothingWhereTheGradientIsNotFinite() {
    StepSettings huge = new StepSettings(5e-3, 1, List.of(1e38, 1d, 1d, 1d), 1);
    try (Learner learner = learner(CONFIG, 7)) {
      run(learner, 0, 2);
      Map<String, ByteBuffer> before = StoredBytes.of(learner);
      StepResult result = learner.step(TestModels.rows(TASKS, CONFIG, 6, 1), huge);
      assertThat(result.applied()).isFalse();
      assertThat(StoredBytes.of(learner)).isEqualTo(before);
      assertThat(learner.step(TestModels.rows(TASKS, CONFIG, 6, 1), SETTINGS).applied()).isTrue();
    }
  }

  @Test
  void shouldTakeOneRowOfOneTokenAndManyLengths() {
    List<TrainingRow> lengths = new ArrayList<>();
    for (int length = 1; length <= 12; length++) {
      int[] input = new int[length];
      input[length - 1] = 9;
      lengths.add(new TrainingRow(0, input, new RowTarget.Label(length % 3), 1f));
      lengths.add(new TrainingRow(1, input, new RowTarget.Text(input), 1f));
      lengths.add(new TrainingRow(3, input, new RowTarget.Score(length / 12d), 1f));
    }
    try (Learner learner = learner(CONFIG, 7)) {
      for (TrainingRow row : lengths) {
        assertThat(learner.step(List.of(row), SETTINGS).applied()).isTrue();
      }
      assertThat(learner.step(lengths, SETTINGS).applied()).isTrue();
    }
  }

  @Test
  void shouldKeepNoArraysFromStepToStep() {
    try (Learner learner = learner(CONFIG, 7);
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      run(learner, 0, 2);
      int before = manager.getParentManager().getManagedArrays().size();
      run(learner, 2, 202);
      learner.snapshot().close();
      assertThat(before).isGreaterThan(100);
      assertThat(manager.getParentManager().getManagedArrays()).hasSize(before);
    }
  }

  @Test
  void shouldRefuseSpansThatMayHaveNoToken() {
    try (Learner learner = learner(CONFIG, 7)) {
      TaskModule task = new TaskModule("span", TaskKind.SPAN_EXTRACTION, List.of(), -1, 12, 0);
      assertThatThrownBy(() -> learner.adopt(task, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Task span: maxTargetTokens is 0 but must be at least 1");
      assertThat(learner.tasks()).isEqualTo(TASKS);
    }
  }

  @Test
  void shouldNameWhatDoesNotFit() {
    int[] word = {5};
    try (Learner learner = learner(CONFIG, 7)) {
      refuses(learner, SETTINGS, "at least one row");
      refuses(learner, SETTINGS, "task is 4", new TrainingRow(4, word, new RowTarget.Label(0), 1));
      refuses(learner, SETTINGS, "share is", new TrainingRow(3, word, new RowTarget.Score(1.1), 1));
      refuses(learner, SETTINGS, "type Label", new TrainingRow(3, word, new RowTarget.Label(0), 1));
      refuses(learner, SETTINGS, "label is 3", new TrainingRow(0, word, new RowTarget.Label(3), 1));
      refuses(
          learner,
          SETTINGS,
          "input length is 0",
          new TrainingRow(0, NONE, new RowTarget.Label(0), 1));
      refuses(
          learner,
          SETTINGS,
          "input length is 13",
          new TrainingRow(0, new int[13], new RowTarget.Label(0), 1));
      refuses(
          learner,
          SETTINGS,
          "token is 50",
          new TrainingRow(0, new int[] {50}, new RowTarget.Label(0), 1));
      refuses(
          learner,
          SETTINGS,
          "target length is 0",
          new TrainingRow(1, word, new RowTarget.Text(NONE), 1));
      refuses(
          learner,
          SETTINGS,
          "weight is NaN",
          new TrainingRow(0, word, new RowTarget.Label(0), Float.NaN));
      TrainingRow good = new TrainingRow(0, word, new RowTarget.Label(0), 1);
      refuses(learner, new StepSettings(1, 1, List.of(1d), 1), "number of task weights", good);
      refuses(learner, new StepSettings(-1, 1, SETTINGS.weights(), 1), "learningRate", good);
      refuses(learner, new StepSettings(1, 0, SETTINGS.weights(), 1), "clipNorm", good);
      assertThatThrownBy(() -> learner.adopt(TestModels.TONE, 1)).hasMessageContaining("known");
    }
  }

  @Test
  void shouldNameTheArrayThatIsMissing() {
    try (Learner learner = learner(CONFIG, 7);
        ModelSnapshot cut = learner.snapshot()) {
      NDList modules = new NDList();
      assertThatThrownBy(
              () ->
                  Learners.restore(
                      ComputeSettings.on(Device.cpu()),
                      CONFIG,
                      OptimizerSettings.AdamW.DEFAULT,
                      TASKS,
                      cut.trunk(),
                      modules,
                      cut.optimizer()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("heads.topic.weight");
    }
  }

  private static void refuses(
      Learner learner, StepSettings settings, String message, TrainingRow... rows) {
    assertThatThrownBy(() -> learner.step(List.of(rows), settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static Learner learner(ModelConfig config, long seed) {
    Learner learner =
        Learners.create(
            ComputeSettings.on(Device.cpu()), config, OptimizerSettings.AdamW.DEFAULT, seed);
    TASKS.forEach(task -> learner.adopt(task, seed));
    return learner;
  }

  private static void run(Learner learner, int from, int to) {
    for (int step = from; step < to; step++) {
      // Every third step lacks a task, so that counters differ between parameters.
      int skipped = step % 3 == 0 ? 1 : -1;
      List<TrainingRow> rows =
          TestModels.rows(TASKS, learner.config(), 12, step).stream()
              .filter(row -> row.task() != skipped)
              .toList();
      learner.step(rows, SETTINGS);
    }
  }

  /** Mean entropy of the shares of a task's rows, which no prediction can go below. */
  private static double leastLoss(List<TrainingRow> rows, int task) {
    return rows.stream()
        .filter(row -> row.task() == task)
        .mapToDouble(row -> row.target() instanceof RowTarget.Score s ? entropy(s.share()) : 0)
        .average()
        .orElseThrow();
  }

  private static double entropy(double share) {
    return share <= 0 || share >= 1
        ? 0
        : -share * Math.log(share) - (1 - share) * Math.log(1 - share);
  }

  private static int nearly(double a, double b) {
    return Math.abs(a - b) < 1e-5 ? 0 : Double.compare(a, b);
  }

  private static void addIf(boolean holds, String name, List<String> names) {
    if (holds) {
      names.add(name);
    }
  }
}
