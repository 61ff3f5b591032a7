package io.headwater.model.internal.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.TaskModule;
import io.headwater.model.TestModels;
import io.headwater.model.inference.LabelScore;
import io.headwater.model.inference.Predictor;
import io.headwater.model.inference.Predictors;
import io.headwater.model.inference.WrittenText;
import io.headwater.model.internal.reference.ReferenceNetwork;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.TrainingRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the programs with the same network written op by op. */
class ProgramLearnerTest {
  private static final List<TaskModule> TASKS =
      List.of(TestModels.TOPIC, TestModels.HEADLINE, TestModels.TONE, TestModels.GRADE);
  private static final List<Double> WEIGHTS = List.of(1d, 2d, .5, 1.5);
  private static final StepSettings SETTINGS = new StepSettings(3e-3, 1, WEIGHTS, 1);

  static List<ModelConfig> shapes() {
    List<ModelConfig> shapes = new ArrayList<>(TestModels.foreign());
    shapes.add(TestModels.config(false, 64));
    shapes.add(TestModels.config(false, 1));
    shapes.add(TestModels.config(true, 1));
    shapes.add(TestModels.config(true, 16));
    shapes.add(TestModels.gpt2(false, 1));
    shapes.add(TestModels.gpt2(true, 16));
    return shapes;
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shouldGiveLossesAndGradientsOfTheOracle(ModelConfig config) {
    try (ProgramLearner learner = trained(config, 30)) {
      List<TrainingRow> rows = TestModels.rows(TASKS, config, 15, 500);
      LearnerOracle.assertEqual(learner, LearnerOracle.weighted(rows), SETTINGS);
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shouldAnswerAsTheOracle(ModelConfig config) {
    SplittableRandom random = new SplittableRandom(3);
    List<int[]> inputs = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      inputs.add(TestModels.words(random, 1 + random.nextInt(12), config));
    }
    try (ProgramLearner learner = trained(config, 200);
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        ModelSnapshot snapshot = learner.snapshot();
        Predictor predictor =
            Predictors.create(Device.cpu(), config, TASKS, snapshot.trunk(), snapshot.modules())) {
      ReferenceNetwork oracle =
          new ReferenceNetwork(config, LearnerOracle.parameters(learner, manager), manager);
      int labels = TestModels.TOPIC.labels().size();
      List<List<LabelScore>> ranked = predictor.rank("topic", inputs, labels);
      List<Double> grades = predictor.score("grade", inputs);
      List<int[]> texts =
          predictor.generate("headline", inputs).stream().map(WrittenText::tokens).toList();
      boolean blocked = false;
      for (int i = 0; i < inputs.size(); i++) {
        float[] expected = oracle.label(TestModels.TOPIC, inputs.get(i));
        double[] probabilities = new double[labels];
        ranked.get(i).forEach(score -> probabilities[score.label()] = score.probability());
        for (int label = 0; label < labels; label++) {
          assertThat(probabilities[label]).isCloseTo(expected[label], within(1e-4));
        }
        double share = oracle.share(TestModels.GRADE, inputs.get(i));
        assertThat(grades.get(i)).isCloseTo(1 + 5 * share, within(1e-3));
        List<Integer> text = oracle.write(TestModels.HEADLINE, inputs.get(i), true);
        assertThat(Arrays.stream(texts.get(i)).boxed().toList()).isEqualTo(text);
        blocked |= !oracle.write(TestModels.HEADLINE, inputs.get(i), false).equals(text);
      }
      assertThat(texts.stream().anyMatch(text -> text.length < 14)).as("a text that ends").isTrue();
      assertThat(Collections.max(grades) - Collections.min(grades)).isGreaterThan(0.5);
      assertThat(blocked).as("a blocked repeat").isTrue();
    }
  }

  private static ProgramLearner trained(ModelConfig config, int steps) {
    ProgramLearner learner =
        ProgramLearner.create(
            ComputeSettings.on(Device.cpu()), config, OptimizerSettings.AdamW.DEFAULT, 11);
    TASKS.forEach(task -> learner.adopt(task, 11));
    for (int i = 0; i < steps; i++) {
      learner.step(TestModels.rows(TASKS, config, 24, i), SETTINGS);
    }
    return learner;
  }
}
