package io.headwater.model.internal.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.internal.reference.ReferenceLearner;
import io.headwater.model.internal.reference.ReferenceNetwork;
import io.headwater.model.learning.RateFactors;
import io.headwater.model.learning.StepResult;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.TaskWeights;
import io.headwater.model.learning.TrainingRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Compares a learner with the same network written op by op. */
final class LearnerOracle {
  private LearnerOracle() {}

  /** Asserts that the next step has the oracle's losses, gradients and norm; takes that step. */
  static void assertEqual(ProgramLearner learner, List<TrainingRow> rows, StepSettings settings) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      Map<String, NDArray> parameters = parameters(learner, manager);
      parameters.values().forEach(array -> array.setRequiresGradient(true));
      List<Double> weights = ((TaskWeights.Given) settings.weights()).weights();
      List<Double> losses = new ArrayList<>();
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        ReferenceNetwork oracle = new ReferenceNetwork(learner.config(), parameters, manager);
        collector.backward(oracle.loss(learner.tasks(), rows, weights, losses));
      }
      NDList gradients = learner.gradients(rows, settings, manager);

      assertThat(gradients).hasSize(parameters.size());
      double squares = 0;
      for (NDArray gradient : gradients) {
        NDArray wanted = parameters.get(gradient.getName()).getGradient();
        assertClose(gradient, wanted);
        squares += wanted.square().sum().getFloat();
      }
      StepResult result = learner.step(rows, settings);
      for (int task = 0; task < learner.tasks().size(); task++) {
        assertThat(result.losses().get(task)).isCloseTo(losses.get(task), within(1e-4));
      }
      assertThat(result.gradientNorm()).isCloseTo(Math.sqrt(squares), within(1e-3));
    }
  }

  private static void assertClose(NDArray gradient, NDArray wanted) {
    float[] expected = wanted.toFloatArray();
    float[] actual = gradient.toFloatArray();
    double greatest = 1e-3;
    for (float value : expected) {
      greatest = Math.max(greatest, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i])
          .as(gradient.getName())
          .isCloseTo(expected[i], within(1e-4 * greatest));
    }
  }

  /**
   * Asserts that a factor of ten moves the tasks' modules ten times as far, and the trunk as far.
   */
  static void assertModulesMoveByTheirFactor(
      Supplier<ProgramLearner> learners, List<TrainingRow> rows, List<Double> weights) {
    TaskWeights given = new TaskWeights.Given(weights);
    try (ProgramLearner one = learners.get();
        ProgramLearner ten = learners.get();
        ModelSnapshot before = one.snapshot()) {
      one.step(rows, new StepSettings(1e-3, new RateFactors(1, 1), 1e9, given, 1));
      ten.step(rows, new StepSettings(1e-3, new RateFactors(10, 1), 1e9, given, 1));
      try (ModelSnapshot slow = one.snapshot();
          ModelSnapshot fast = ten.snapshot()) {
        for (NDArray array : slow.trunk()) {
          assertThat(fast.trunk().get(array.getName()).contentEquals(array)).isTrue();
        }
        for (NDArray array : slow.modules()) {
          NDArray start = before.modules().get(array.getName());
          NDArray moved = array.sub(start).mul(10);
          NDArray faster = fast.modules().get(array.getName()).sub(start);
          assertThat(faster.sub(moved).abs().max().getFloat()).isLessThan(1e-6f);
          assertThat(faster.abs().max().getFloat()).as(array.getName()).isPositive();
        }
      }
    }
  }

  /** Returns copies of the learner's parameters, as the oracle takes them. */
  static Map<String, NDArray> parameters(ProgramLearner learner, NDManager owner) {
    try (ModelSnapshot snapshot = learner.snapshot()) {
      return ReferenceLearner.parameters(learner.config(), snapshot, owner);
    }
  }

  /** Gives every row a weight of its own. */
  static List<TrainingRow> weighted(List<TrainingRow> rows) {
    List<TrainingRow> weighted = new ArrayList<>();
    for (TrainingRow row : rows) {
      float weight = 0.5f + 0.25f * (weighted.size() % 4);
      weighted.add(new TrainingRow(row.task(), row.input(), row.target(), weight));
    }
    return weighted;
  }
}
