package io.headwater.model.internal.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.ModelConfig;
import io.headwater.model.Precision;
import io.headwater.model.TaskModule;
import io.headwater.model.TestModels;
import io.headwater.model.internal.network.TrunkLayout;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.learning.PendingStep;
import io.headwater.model.learning.StepResult;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.TaskGradients;
import io.headwater.model.learning.TaskLosses;
import io.headwater.model.learning.TaskWeights;
import io.headwater.model.learning.TrainingRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ways to pass a batch, and to weigh its tasks, against the plain one. */
class ParameterUpdateTest {
  private static final List<TaskModule> TASKS =
      List.of(TestModels.TOPIC, TestModels.HEADLINE, TestModels.TONE, TestModels.GRADE);
  private static final List<Double> WEIGHTS = List.of(1d, 2d, .5, 1.5);
  private static final StepSettings SETTINGS = new StepSettings(3e-3, 1, WEIGHTS, 1);
  private static final ComputeSettings PLAIN = ComputeSettings.on(Device.cpu());
  private static final int NEVER = Integer.MAX_VALUE;

  static List<ModelConfig> shapes() {
    List<ModelConfig> shapes = new ArrayList<>(TestModels.foreign());
    shapes.add(TestModels.config(true, 16));
    shapes.add(TestModels.config(false, 64).withVocabulary(20_000, 0, 1)); // logits in stretches
    return shapes;
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shouldTakeTheSameGradientsHoweverTheBatchIsPassed(ModelConfig config) {
    List<TrainingRow> rows = TestModels.rows(TASKS, config, 240, 5);
    Map<String, float[]> expected = gradients(config, PLAIN, rows, SETTINGS);
    for (ComputeSettings compute :
        List.of(
            new ComputeSettings(Device.cpu(), Precision.FP32, 300, NEVER),
            new ComputeSettings(Device.cpu(), Precision.FP32, 1, NEVER),
            new ComputeSettings(Device.cpu(), Precision.FP32, NEVER, 0),
            new ComputeSettings(Device.cpu(), Precision.FP32, 300, 200))) {
      assertSame(gradients(config, compute, rows, SETTINGS), expected, 2e-5);
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shouldTakeTheVerySameGradientsWhereLayersAreComputedAgain(ModelConfig config) {
    List<TrainingRow> rows = TestModels.rows(TASKS, config, 40, 5);
    for (Precision precision : Precision.values()) {
      ComputeSettings plain = new ComputeSettings(Device.cpu(), precision, NEVER, NEVER);
      ComputeSettings again = new ComputeSettings(Device.cpu(), precision, NEVER, 0);
      Map<String, float[]> expected = gradients(config, plain, rows, SETTINGS);
      gradients(config, again, rows, SETTINGS)
          .forEach((name, values) -> assertThat(values).as(name).isEqualTo(expected.get(name)));
    }
  }

  @Test
  void shouldPassRowsWithoutWeightInNoPart() {
    ModelConfig config = TestModels.config(false, 64);
    List<TrainingRow> rows = TestModels.rows(TASKS, config, 12, 5);
    List<TrainingRow> more = new ArrayList<>(rows);
    rows.forEach(r -> more.add(new TrainingRow(r.task(), r.input(), r.target(), 0)));
    ComputeSettings alone = new ComputeSettings(Device.cpu(), Precision.FP32, 1, NEVER);
    assertSame(
        gradients(config, alone, more, SETTINGS), gradients(config, PLAIN, rows, SETTINGS), 2e-5);
  }

  @Test
  void shouldReportTheLossesOfTheWholeBatchHoweverItIsPassed() {
    ModelConfig config = TestModels.config(false, 64);
    List<TrainingRow> rows = TestModels.rows(TASKS.subList(0, 3), config, 90, 5);
    ComputeSettings inParts = new ComputeSettings(Device.cpu(), Precision.FP32, 60, 0);
    try (ProgramLearner plain = learner(config, PLAIN);
        ProgramLearner parts = learner(config, inParts)) {
      List<Double> before = plain.losses(rows);
      StepResult one = plain.step(rows, SETTINGS);
      StepResult other = parts.step(rows, SETTINGS);
      assertThat(one.losses()).isEqualTo(before);
      assertThat(one.losses().get(3)).isNaN();
      assertThat(one.weights()).containsExactly(1d, 2d, .5, 0d);
      assertThat(other.gradientNorm()).isCloseTo(one.gradientNorm(), within(1e-4));
      for (int task = 0; task < 3; task++) {
        assertThat(other.losses().get(task)).isCloseTo(one.losses().get(task), within(1e-5));
      }
      assertThat(one.times().forward()).isPositive();
      assertThat(one.times().backward()).isPositive();
      assertThat(one.times().optimizer()).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shouldShowTheInnerProductsOfTheTasksGradients(ModelConfig config) {
    List<TrainingRow> rows = TestModels.rows(TASKS, config, 40, 5);
    int trunk = TrunkLayout.of(config).size();
    List<double[]> apart = new ArrayList<>();
    for (int task = 0; task < TASKS.size(); task++) {
      int only = task;
      List<Double> unit = IntStream.range(0, 4).mapToObj(i -> i == only ? 1d : 0d).toList();
      StepSettings settings = new StepSettings(3e-3, 1, unit, 1);
      apart.add(flat(gradients(config, PLAIN, rows, settings), config, trunk));
    }
    AtomicReference<TaskGradients> shown = new AtomicReference<>();
    TaskWeights rule =
        new TaskWeights.OfGradients(
            seen -> {
              shown.set(seen);
              return WEIGHTS;
            });
    StepSettings settings = new StepSettings(3e-3, 1, rule, 1);
    Map<String, float[]> combined = gradients(config, PLAIN, rows, settings);

    assertThat(shown.get().tasks()).containsExactly(0, 1, 2, 3);
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        double scale = Math.sqrt(dot(apart.get(i), apart.get(i)) * dot(apart.get(j), apart.get(j)));
        assertThat(shown.get().products().get(i).get(j))
            .isCloseTo(dot(apart.get(i), apart.get(j)), within(1e-4 * scale));
      }
    }
    assertSame(combined, gradients(config, PLAIN, rows, SETTINGS), 2e-5);
    ComputeSettings inParts = new ComputeSettings(Device.cpu(), Precision.FP32, 60, 0);
    assertSame(gradients(config, inParts, rows, settings), combined, 2e-5);
  }

  @Test
  void shouldWeighByTheLossesOfTheStepItself() {
    ModelConfig config = TestModels.config(false, 64);
    List<TrainingRow> rows = TestModels.rows(TASKS.subList(1, 4), config, 30, 5);
    List<TrainingRow> moved =
        rows.stream()
            .map(r -> new TrainingRow(r.task() + 1, r.input(), r.target(), r.weight()))
            .toList();
    AtomicReference<TaskLosses> shown = new AtomicReference<>();
    TaskWeights rule =
        new TaskWeights.OfLosses(
            seen -> {
              shown.set(seen);
              return List.of(2d, .5, 1.5);
            });
    StepSettings settings = new StepSettings(3e-3, 1, rule, 1);
    Map<String, float[]> expected = gradients(config, PLAIN, moved, SETTINGS);
    for (int partTokens : List.of(NEVER, 40)) {
      ComputeSettings compute =
          new ComputeSettings(Device.cpu(), Precision.FP32, partTokens, NEVER);
      try (ProgramLearner learner = learner(config, compute)) {
        List<Double> losses = learner.losses(moved);
        StepResult result = learner.step(moved, settings);
        assertThat(shown.get().tasks()).containsExactly(1, 2, 3);
        assertThat(shown.get().losses()).isEqualTo(losses.subList(1, 4));
        assertThat(result.weights()).containsExactly(0d, 2d, .5, 1.5);
      }
      assertSame(gradients(config, compute, moved, settings), expected, 2e-5);
    }
  }

  @Test
  void shouldRefuseARuleThatGivesBadWeights() {
    ModelConfig config = TestModels.config(false, 64);
    List<TrainingRow> rows = TestModels.rows(TASKS, config, 8, 5);
    try (ProgramLearner learner = learner(config, PLAIN)) {
      for (List<Double> bad : List.of(List.of(1d), List.of(1d, 1d, 1d, Double.NaN))) {
        for (TaskWeights rule :
            List.of(
                new TaskWeights.OfLosses(seen -> bad), new TaskWeights.OfGradients(seen -> bad))) {
          assertThatThrownBy(() -> learner.step(rows, new StepSettings(1e-3, 1, rule, 1)))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("task weight");
        }
      }
      assertThat(learner.step(rows, SETTINGS).applied()).isTrue();
    }
  }

  @Test
  void shouldLeaveOutAStepThatIsNotFiniteWithoutAskingTheRule() {
    ModelConfig config = TestModels.config(false, 64);
    List<TrainingRow> rows = TestModels.rows(TASKS, config, 8, 5);
    try (ProgramLearner learner = learner(config, PLAIN)) {
      StepResult ruin = learner.step(rows, new StepSettings(1e38, 1, WEIGHTS, 1));
      assertThat(ruin.applied()).isTrue();
      for (TaskWeights rule :
          List.of(
              new TaskWeights.OfLosses(seen -> fail("asked")),
              new TaskWeights.OfGradients(seen -> fail("asked")))) {
        assertThat(learner.step(rows, new StepSettings(1e-3, 1, rule, 1)).applied()).isFalse();
      }
    }
  }

  @Test
  void shouldGiveTheSameResultsWhereTheNextStepIsBegunBeforeTheyAreAwaited() {
    ModelConfig config = TestModels.config(false, 64);
    List<List<TrainingRow>> batches =
        IntStream.range(0, 4).mapToObj(i -> TestModels.rows(TASKS, config, 20, i)).toList();
    try (ProgramLearner one = learner(config, PLAIN);
        ProgramLearner other = learner(config, PLAIN)) {
      List<PendingStep> pending =
          batches.stream().map(rows -> other.begin(rows, SETTINGS)).toList();
      for (int i = 0; i < batches.size(); i++) {
        StepResult expected = one.step(batches.get(i), SETTINGS);
        StepResult actual = pending.get(i).await();
        assertThat(actual.losses()).isEqualTo(expected.losses());
        assertThat(actual.gradientNorm()).isEqualTo(expected.gradientNorm());
      }
    }
  }

  @Test
  void shouldLearnInHalfPrecisionAsInSingle() {
    ModelConfig config = TestModels.config(false, 64);
    ComputeSettings half = new ComputeSettings(Device.cpu(), Precision.BF16, NEVER, NEVER);
    try (ProgramLearner single = learner(config, PLAIN);
        ProgramLearner bf16 = learner(config, half)) {
      double[] sums = new double[2];
      for (int step = 0; step < 300; step++) {
        List<TrainingRow> rows = TestModels.rows(TASKS, config, 32, step);
        StepResult expected = single.step(rows, SETTINGS);
        StepResult actual = bf16.step(rows, SETTINGS);
        if (step == 0) {
          for (int task = 0; task < TASKS.size(); task++) {
            assertThat(actual.losses().get(task))
                .isCloseTo(expected.losses().get(task), within(0.03))
                .isNotEqualTo(expected.losses().get(task));
          }
        }
        if (step >= 250) {
          sums[0] += expected.losses().stream().mapToDouble(l -> l).sum() / 50;
          sums[1] += actual.losses().stream().mapToDouble(l -> l).sum() / 50;
        }
      }
      assertThat(sums[1]).isCloseTo(sums[0], within(0.05 * sums[0]));
    }
  }

  private static ProgramLearner learner(ModelConfig config, ComputeSettings compute) {
    ProgramLearner learner =
        ProgramLearner.create(compute, config, OptimizerSettings.AdamW.DEFAULT, 11);
    TASKS.forEach(task -> learner.adopt(task, 11));
    return learner;
  }

  private static Map<String, float[]> gradients(
      ModelConfig config, ComputeSettings compute, List<TrainingRow> rows, StepSettings settings) {
    try (ProgramLearner learner = learner(config, compute);
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDList gradients = learner.gradients(rows, settings, manager);
      Map<String, float[]> values = new TreeMap<>();
      for (NDArray gradient : gradients) {
        values.put(gradient.getName(), gradient.toFloatArray());
      }
      return values;
    }
  }

  private static void assertSame(
      Map<String, float[]> actual, Map<String, float[]> expected, double tolerance) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, values) -> {
          double greatest = 1e-3;
          for (float value : values) {
            greatest = Math.max(greatest, Math.abs(value));
          }
          for (int i = 0; i < values.length; i++) {
            assertThat((double) actual.get(name)[i])
                .as("%s[%d]", name, i)
                .isCloseTo(values[i], within(tolerance * greatest));
          }
        });
  }

  private static double[] flat(Map<String, float[]> gradients, ModelConfig config, int trunk) {
    return TrunkLayout.of(config).stream()
        .limit(trunk)
        .flatMapToDouble(
            spec -> {
              float[] values = gradients.getOrDefault(spec.name(), new float[0]);
              return IntStream.range(0, Math.toIntExact(spec.shape().size()))
                  .mapToDouble(i -> values.length == 0 ? 0 : values[i]);
            })
        .toArray();
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }
}
