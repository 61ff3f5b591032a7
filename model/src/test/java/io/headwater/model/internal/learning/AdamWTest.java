package io.headwater.model.internal.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.TaskModule;
import io.headwater.model.TestModels;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.learning.StepResult;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.TrainingRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the update with AdamW in double precision. */
class AdamWTest {
  private static final List<TaskModule> TASKS = List.of(TestModels.TOPIC, TestModels.HEADLINE);
  private static final ModelConfig CONFIG = TestModels.config(false, 1);
  private static final OptimizerSettings.AdamW ADAMW =
      new OptimizerSettings.AdamW(0.8, 0.95, 0.3, 1e-6);

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1e9})
  void shouldUpdateAsAdamWInDoublePrecision(double clipNorm) {
    StepSettings settings = new StepSettings(0.01, clipNorm, List.of(1d, 1d), 1);
    Map<String, double[]> expected = new HashMap<>();
    Map<String, double[]> first = new HashMap<>();
    Map<String, double[]> second = new HashMap<>();
    try (ProgramLearner learner =
        ProgramLearner.create(ComputeSettings.on(Device.cpu()), CONFIG, ADAMW, 5)) {
      TASKS.forEach(task -> learner.adopt(task, 5));
      values(learner).forEach((name, values) -> expected.put(name, doubles(values)));
      for (int step = 1; step <= 4; step++) {
        List<TrainingRow> rows = TestModels.rows(TASKS, CONFIG, 8, step);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
          NDList gradients = learner.gradients(rows, settings, manager);
          double norm = norm(gradients);
          double factor = Math.min(1, clipNorm / norm);
          for (NDArray gradient : gradients) {
            String name = gradient.getName();
            double[] p = expected.get(name);
            double[] m = first.computeIfAbsent(name, n -> new double[p.length]);
            double[] v = second.computeIfAbsent(name, n -> new double[p.length]);
            update(p, m, v, gradient, factor, step);
          }
          StepResult result = learner.step(rows, settings);
          assertThat(result.applied()).isTrue();
          assertThat(result.gradientNorm()).isCloseTo(norm, within(1e-4 * norm));
        }
      }
      Map<String, float[]> actual = values(learner);
      assertThat(actual.keySet()).isEqualTo(expected.keySet());
      actual.forEach(
          (name, values) -> {
            for (int i = 0; i < values.length; i++) {
              assertThat((double) values[i])
                  .as(name)
                  .isCloseTo(expected.get(name)[i], within(2e-6));
            }
          });
    }
  }

  private static void update(
      double[] p, double[] m, double[] v, NDArray gradient, double factor, int step) {
    float[] g = gradient.toFloatArray();
    boolean matrix = gradient.getShape().dimension() == 2;
    for (int i = 0; i < p.length; i++) {
      double clipped = g[i] * factor;
      if (matrix) {
        p[i] -= 0.01 * ADAMW.weightDecay() * p[i];
      }
      m[i] = ADAMW.beta1() * m[i] + (1 - ADAMW.beta1()) * clipped;
      v[i] = ADAMW.beta2() * v[i] + (1 - ADAMW.beta2()) * clipped * clipped;
      double mean = m[i] / (1 - Math.pow(ADAMW.beta1(), step));
      double square = v[i] / (1 - Math.pow(ADAMW.beta2(), step));
      p[i] -= 0.01 * mean / (Math.sqrt(square) + ADAMW.epsilon());
    }
  }

  private static double norm(NDList gradients) {
    double squares = 0;
    for (NDArray gradient : gradients) {
      for (float value : gradient.toFloatArray()) {
        squares += (double) value * value;
      }
    }
    return Math.sqrt(squares);
  }

  private static Map<String, float[]> values(ProgramLearner learner) {
    Map<String, float[]> values = new HashMap<>();
    try (ModelSnapshot snapshot = learner.snapshot()) {
      NDList all = new NDList(snapshot.trunk());
      all.addAll(snapshot.modules());
      all.forEach(array -> values.put(array.getName(), array.toFloatArray()));
    }
    return values;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }
}
