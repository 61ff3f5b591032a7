package io.headwater.model.internal.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.Activation;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.Pooling;
import io.headwater.model.Precision;
import io.headwater.model.TaskModule;
import io.headwater.model.TestModels;
import io.headwater.model.TrunkFamily;
import io.headwater.model.inference.LabelScore;
import io.headwater.model.inference.Predictor;
import io.headwater.model.inference.Predictors;
import io.headwater.model.internal.reference.ReferenceNetwork;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.TrainingRow;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the programs of encoders with the same network written op by op. */
class EncoderLearnerTest {
  private static final List<TaskModule> TASKS =
      List.of(TestModels.TOPIC, TestModels.TONE, TestModels.GRADE);
  private static final List<Double> WEIGHTS = List.of(1d, .5, 1.5);
  private static final StepSettings SETTINGS = new StepSettings(3e-3, 1, WEIGHTS, 1);
  private static final ModelConfig MEAN = TestModels.encoder(Pooling.MEAN, Activation.GELU);

  static Stream<ModelConfig> shapes() {
    return Stream.of(
        MEAN,
        TestModels.encoder(Pooling.FIRST, Activation.GELU_TANH),
        TestModels.encoder(Pooling.LAST, Activation.SILU),
        TestModels.encoder(TrunkFamily.ROBERTA, 1, Pooling.MEAN, Activation.GELU),
        TestModels.encoder(TrunkFamily.DISTILBERT, 0, Pooling.MEAN, Activation.GELU));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shouldGiveLossesAndGradientsOfTheOracle(ModelConfig config) {
    for (int recomputeTokens : new int[] {Integer.MAX_VALUE, 0}) {
      try (ProgramLearner learner = trained(config, 20, recomputeTokens)) {
        List<TrainingRow> rows = TestModels.framed(TASKS, config, 15, 500);
        LearnerOracle.assertEqual(learner, rows, SETTINGS);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shouldAnswerAsTheOracle(ModelConfig config) {
    List<int[]> inputs =
        TestModels.framed(TASKS, config, 40, 3).stream().map(TrainingRow::input).toList();
    try (ProgramLearner learner = trained(config, 60, Integer.MAX_VALUE);
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        ModelSnapshot snapshot = learner.snapshot();
        Predictor predictor =
            Predictors.create(Device.cpu(), config, TASKS, snapshot.trunk(), snapshot.modules())) {
      ReferenceNetwork oracle =
          new ReferenceNetwork(config, LearnerOracle.parameters(learner, manager), manager);
      List<LabelScore> scores = predictor.classify("topic", inputs);
      List<Double> grades = predictor.score("grade", inputs);
      for (int i = 0; i < inputs.size(); i++) {
        float[] expected = oracle.label(TestModels.TOPIC, inputs.get(i));
        LabelScore score = scores.get(i);
        assertThat(score.probability()).isCloseTo(expected[score.label()], within(1e-4));
        double share = oracle.share(TestModels.GRADE, inputs.get(i));
        assertThat(grades.get(i)).isCloseTo(1 + 5 * share, within(1e-3));
        // What a row is answered does not depend on the rows beside it.
        List<int[]> alone = List.of(inputs.get(i));
        assertThat(predictor.classify("topic", alone).get(0).probability())
            .isCloseTo(score.probability(), within(1e-5));
      }
    }
  }

  @Test
  void shouldTellTheSecondTextOfAPairFromTheFirst() {
    int end = MEAN.endToken();
    try (ProgramLearner learner = trained(MEAN, 0, Integer.MAX_VALUE);
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDList gradients =
          learner.gradients(List.of(row(new int[] {5, 6, end, 7, 8, end})), SETTINGS, manager);
      NDList ofOne =
          learner.gradients(List.of(row(new int[] {5, 6, 7, 8, end})), SETTINGS, manager);

      String types = "embeddings.token_type_embeddings.weight";
      assertThat(named(gradients, types).get(0).abs().sum().getFloat()).isPositive();
      assertThat(named(gradients, types).get(1).abs().sum().getFloat()).isPositive();
      assertThat(named(ofOne, types).get(1).abs().sum().getFloat()).isZero();
    }
  }

  private static NDArray named(NDList arrays, String name) {
    return arrays.stream().filter(array -> array.getName().equals(name)).findFirst().orElseThrow();
  }

  private static TrainingRow row(int[] input) {
    return new TrainingRow(0, input, new RowTarget.Label(1), 1);
  }

  @Test
  void shouldMoveModulesFasterThanTheTrunkByTheFactor() {
    LearnerOracle.assertModulesMoveByTheirFactor(
        () -> learner(MEAN, new OptimizerSettings.Sgd(0)),
        TestModels.framed(TASKS, MEAN, 12, 1),
        WEIGHTS);
  }

  @Test
  void shouldLearnInHalfPrecisionToo() {
    ComputeSettings half =
        new ComputeSettings(Device.cpu(), Precision.BF16, Integer.MAX_VALUE, Integer.MAX_VALUE);
    try (ProgramLearner learner =
        ProgramLearner.create(half, MEAN, OptimizerSettings.AdamW.DEFAULT, 11)) {
      TASKS.forEach(task -> learner.adopt(task, 11));
      List<TrainingRow> rows = TestModels.framed(TASKS, MEAN, 24, 7);
      double first = learner.step(rows, SETTINGS).losses().get(0);
      for (int i = 0; i < 60; i++) {
        learner.step(rows, SETTINGS);
      }
      assertThat(learner.step(rows, SETTINGS).losses().get(0)).isLessThan(first / 2);
    }
  }

  private static ProgramLearner trained(ModelConfig config, int steps, int recomputeTokens) {
    ProgramLearner learner =
        ProgramLearner.create(
            new ComputeSettings(Device.cpu(), Precision.FP32, Integer.MAX_VALUE, recomputeTokens),
            config,
            OptimizerSettings.AdamW.DEFAULT,
            11);
    TASKS.forEach(task -> learner.adopt(task, 11));
    for (int i = 0; i < steps; i++) {
      learner.step(TestModels.framed(TASKS, config, 24, i), SETTINGS);
    }
    return learner;
  }

  private static ProgramLearner learner(ModelConfig config, OptimizerSettings optimizer) {
    ProgramLearner learner =
        ProgramLearner.create(ComputeSettings.on(Device.cpu()), config, optimizer, 11);
    TASKS.forEach(task -> learner.adopt(task, 11));
    return learner;
  }
}
