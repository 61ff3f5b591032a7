package io.headwater.model.internal.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.headwater.model.Activation;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.Pooling;
import io.headwater.model.Precision;
import io.headwater.model.TaskModule;
import io.headwater.model.TestModels;
import io.headwater.model.TrunkFamily;
import io.headwater.model.inference.Predictor;
import io.headwater.model.inference.Predictors;
import io.headwater.model.inference.WrittenText;
import io.headwater.model.internal.reference.ReferenceNetwork;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.Learners;
import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.TrainingRow;
import io.headwater.schemas.TaskKind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares encoders that write texts with the same network written op by op. */
class DecoderLearnerTest {
  private static final List<TaskModule> TASKS =
      List.of(TestModels.TOPIC, TestModels.HEADLINE, TestModels.GRADE);
  private static final List<Double> WEIGHTS = List.of(1d, 2d, 1.5);
  private static final StepSettings SETTINGS = new StepSettings(3e-3, 1, WEIGHTS, 1);
  private static final ModelConfig MEAN = TestModels.encoder(Pooling.MEAN, Activation.GELU);

  static Stream<ModelConfig> shapes() {
    return Stream.of(
        MEAN,
        TestModels.encoder(Pooling.FIRST, Activation.GELU_TANH),
        TestModels.encoder(TrunkFamily.ROBERTA, 1, Pooling.MEAN, Activation.GELU));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shouldGiveLossesAndGradientsOfTheOracle(ModelConfig config) {
    for (int recomputeTokens : new int[] {Integer.MAX_VALUE, 0}) {
      try (ProgramLearner learner = trained(config, 20, recomputeTokens)) {
        List<TrainingRow> rows = TestModels.enclosed(TASKS, config, 15, 500);
        LearnerOracle.assertEqual(learner, LearnerOracle.weighted(rows), SETTINGS);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 200})
  void shouldWriteAsTheOracle(int steps) {
    List<int[]> inputs =
        TestModels.enclosed(TASKS, MEAN, 40, 3).stream().map(TrainingRow::input).toList();
    try (ProgramLearner learner = trained(MEAN, steps, Integer.MAX_VALUE);
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        ModelSnapshot snapshot = learner.snapshot();
        Predictor predictor =
            Predictors.create(Device.cpu(), MEAN, TASKS, snapshot.trunk(), snapshot.modules())) {
      ReferenceNetwork oracle =
          new ReferenceNetwork(MEAN, LearnerOracle.parameters(learner, manager), manager);
      List<WrittenText> texts = predictor.generate("headline", inputs);
      boolean blocked = false;
      for (int i = 0; i < inputs.size(); i++) {
        List<Integer> text = oracle.write(TestModels.HEADLINE, inputs.get(i), true);
        int[] tokens = texts.get(i).tokens();
        assertThat(Arrays.stream(tokens).boxed().toList()).isEqualTo(text);
        blocked |= !oracle.write(TestModels.HEADLINE, inputs.get(i), false).equals(text);
        // What is written does not depend on the rows beside it.
        List<int[]> alone = List.of(inputs.get(i));
        assertThat(predictor.generate("headline", alone).get(0).tokens()).containsExactly(tokens);
      }
      assertThat(blocked).as("a blocked repeat").isEqualTo(steps == 20);
      if (steps > 20) {
        assertThat(texts).as("a text that ends").anyMatch(text -> text.tokens().length < 14);
        assertThat(texts)
            .as("a copied token")
            .anyMatch(text -> Arrays.stream(text.copiedFrom()).anyMatch(place -> place > 0));
      }
    }
  }

  @Test
  void shouldGiveEachRowTheLossItHasAlone() {
    try (ProgramLearner learner = trained(MEAN, 10, Integer.MAX_VALUE)) {
      List<TrainingRow> rows =
          TestModels.enclosed(TASKS, MEAN, 30, 9).stream().filter(row -> row.task() == 1).toList();
      double sum = 0;
      double tokens = 0;
      for (TrainingRow row : rows) {
        int own = row.tokens() - row.input().length;
        sum += own * learner.losses(List.of(row)).get(1);
        tokens += own;
      }
      assertThat(learner.losses(rows).get(1)).isCloseTo(sum / tokens, within(1e-5));
    }
  }

  @Test
  void shouldLearnInHalfPrecisionToo() {
    ComputeSettings half =
        new ComputeSettings(Device.cpu(), Precision.BF16, Integer.MAX_VALUE, Integer.MAX_VALUE);
    try (ProgramLearner learner =
        ProgramLearner.create(half, MEAN, OptimizerSettings.AdamW.DEFAULT, 11)) {
      TASKS.forEach(task -> learner.adopt(task, 11));
      List<TrainingRow> rows = TestModels.enclosed(TASKS, MEAN, 24, 7);
      double first = learner.step(rows, SETTINGS).losses().get(1);
      for (int i = 0; i < 120; i++) {
        learner.step(rows, SETTINGS);
      }
      assertThat(learner.step(rows, SETTINGS).losses().get(1)).isLessThan(first / 2);
    }
  }

  @Test
  void shouldMoveTheDecoderFasterThanTheTrunkByTheFactor() {
    LearnerOracle.assertModulesMoveByTheirFactor(
        () -> learner(new OptimizerSettings.Sgd(0)),
        TestModels.enclosed(TASKS, MEAN, 12, 1),
        WEIGHTS);
  }

  @Test
  void shouldContinueFromStoredArraysToTheSameBytes() {
    try (ProgramLearner whole = trained(MEAN, 6, Integer.MAX_VALUE);
        ProgramLearner half = trained(MEAN, 3, Integer.MAX_VALUE);
        ModelSnapshot stored = half.snapshot();
        Learner resumed =
            Learners.restore(
                ComputeSettings.on(Device.cpu()),
                MEAN,
                OptimizerSettings.AdamW.DEFAULT,
                TASKS,
                stored.trunk(),
                stored.modules(),
                stored.optimizer())) {
      for (int i = 3; i < 6; i++) {
        resumed.step(TestModels.enclosed(TASKS, MEAN, 24, i), SETTINGS);
      }
      try (ModelSnapshot expected = whole.snapshot();
          ModelSnapshot actual = resumed.snapshot()) {
        assertThat(actual.modules()).hasSize(expected.modules().size());
        for (NDArray array : expected.modules()) {
          assertThat(actual.modules().get(array.getName()).toByteArray())
              .as(array.getName())
              .isEqualTo(array.toByteArray());
        }
        for (NDArray array : expected.trunk()) {
          assertThat(actual.trunk().get(array.getName()).toByteArray())
              .isEqualTo(array.toByteArray());
        }
      }
    }
  }

  @Test
  void shouldNameTheDecoderBesideTheCopyModule() {
    try (ProgramLearner learner = learner(OptimizerSettings.AdamW.DEFAULT);
        ModelSnapshot snapshot = learner.snapshot()) {
      String at = "heads.headline.decoder.";
      assertThat(snapshot.modules().get(at + "position_embedding.weight").getShape().getShape())
          .containsExactly(15, 16);
      assertThat(snapshot.modules().get(at + "output.weight").getShape().getShape())
          .containsExactly(16, 16);
      assertThat(snapshot.modules().get(at + "layers.1.up.weight").getShape().getShape())
          .containsExactly(40, 16);
      assertThat(snapshot.modules().stream().map(NDArray::getName))
          .contains(
              "heads.headline.copy.query.weight",
              at + "norm.bias",
              at + "layers.0.attention_norm.bias",
              at + "layers.1.cross_key.weight",
              at + "layers.0.feed_forward_norm.weight")
          .filteredOn(name -> name.startsWith(at))
          .hasSize(4 + 2 * 16);
    }
  }

  @Test
  void shouldRefuseATaskThatStartsWithNoToken() {
    TaskModule task = new TaskModule("notes", TaskKind.SUMMARIZATION, List.of(), -1, 12, 14);
    try (ProgramLearner learner = learner(OptimizerSettings.AdamW.DEFAULT)) {
      assertThatThrownBy(() -> learner.adopt(task, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Task notes: taskToken is -1 but must be within the vocabulary of 50");
      assertThat(learner.tasks()).hasSize(TASKS.size());
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
      learner.step(TestModels.enclosed(TASKS, config, 24, i), SETTINGS);
    }
    return learner;
  }

  private static ProgramLearner learner(OptimizerSettings optimizer) {
    ProgramLearner learner =
        ProgramLearner.create(ComputeSettings.on(Device.cpu()), MEAN, optimizer, 11);
    TASKS.forEach(task -> learner.adopt(task, 11));
    return learner;
  }
}
