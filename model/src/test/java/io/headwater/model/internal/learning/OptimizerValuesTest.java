package io.headwater.model.internal.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.model.internal.network.ParameterSpec;
import io.headwater.model.internal.network.Staging;
import io.headwater.model.internal.program.Program;
import io.headwater.model.internal.program.ProgramSource;
import io.headwater.model.internal.program.TorchScriptProgram;
import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.learning.OptimizerSettings.Adagrad;
import io.headwater.model.learning.OptimizerSettings.Adam;
import io.headwater.model.learning.OptimizerSettings.AdamW;
import io.headwater.model.learning.OptimizerSettings.Adaptive;
import io.headwater.model.learning.OptimizerSettings.Momentum;
import io.headwater.model.learning.OptimizerSettings.RmsProp;
import io.headwater.model.learning.OptimizerSettings.ScheduleFree;
import io.headwater.model.learning.OptimizerSettings.Sgd;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares ten updates of each optimizer, with clipping, decay and absent gradients, with those of
 * PyTorch and of the authors' package; optimizers.json says how they were made.
 */
class OptimizerValuesTest {

  static Stream<Values> cases() throws IOException {
    try (InputStream in = OptimizerValuesTest.class.getResourceAsStream("optimizers.json")) {
      JsonNode all = new ObjectMapper().readTree(in);
      return StreamSupport.stream(all.get("cases").spliterator(), false)
          .map(one -> new Values(all, one))
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldUpdateAsTheReference(Values values) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Program program = TorchScriptProgram.compile(ProgramSource.network(), manager)) {
      ParameterState state = values.state(manager);
      for (int step = 0; step < values.steps(); step++) {
        NDList losses = new NDList(manager.create(new float[] {1, 2})); // finite is all that counts
        NDList results =
            program.train(
                "descend",
                List.of(
                    losses,
                    values.gradients(step, manager),
                    values.settings(state, step, manager),
                    state.parameters(),
                    state.kept()),
                manager);
        assertThat((double) results.get(0).getFloat()).isCloseTo(values.norm(step), within(1e-6));
        List<Double> actual = new ArrayList<>();
        for (NDArray parameter : state.parameters()) {
          for (float value : parameter.toFloatArray()) {
            actual.add((double) value);
          }
        }
        double[] expected = values.after(step);
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
          assertThat(actual.get(i)).as("step %d", step).isCloseTo(expected[i], within(1e-6));
        }
      }
    }
  }

  /** One optimizer's values. */
  record Values(JsonNode all, JsonNode one) {

    OptimizerSettings settings() {
      JsonNode s = one.get("settings");
      double decay = s.get("weightDecay").asDouble();
      double epsilon = s.path("epsilon").asDouble();
      double beta1 = s.path("beta1").asDouble();
      double beta2 = s.path("beta2").asDouble();
      return switch (one.get("optimizer").asText()) {
        case AdamW.NAME -> new AdamW(beta1, beta2, decay, epsilon);
        case Sgd.NAME -> new Sgd(decay);
        case Momentum.NAME ->
            new Momentum(s.get("momentum").asDouble(), s.get("nesterov").asBoolean(), decay);
        case Adagrad.NAME -> new Adagrad(decay, epsilon);
        case RmsProp.NAME -> new RmsProp(s.get("smoothing").asDouble(), decay, epsilon);
        case Adam.NAME -> new Adam(beta1, beta2, decay, epsilon);
        case Adaptive.NAME -> new Adaptive(beta1, beta2, decay, epsilon);
        case ScheduleFree.NAME ->
            new ScheduleFree(beta1, beta2, decay, epsilon, s.get("horizon").asLong());
        default -> throw new AssertionError(one);
      };
    }

    NDList settings(ParameterState state, int step, NDManager manager) {
      double[] factors = new double[state.size()];
      Arrays.fill(factors, 1);
      return state.settings(rate(step), factors, clipNorm(), manager, new Staging());
    }

    ParameterState state(NDManager manager) {
      ParameterState state = new ParameterState(manager, UpdateRule.of(settings()), 0);
      for (int i = 0; i < all.get("start").size(); i++) {
        Shape shape = new Shape(longs(all.get("shapes").get(i)));
        boolean decays = all.get("decays").get(i).asBoolean();
        state.add(
            new ParameterSpec("p" + i, shape, new ParameterSpec.Initial.Constant(0), decays),
            manager.create(floats(all.get("start").get(i)), shape));
      }
      return state;
    }

    /** Gradients, empty where absent. */
    NDList gradients(int step, NDManager manager) {
      NDList list = new NDList();
      JsonNode gradients = all.get("gradients").get(step);
      for (int i = 0; i < gradients.size(); i++) {
        boolean absent = gradients.get(i).isNull();
        Shape shape = absent ? new Shape(0) : new Shape(longs(all.get("shapes").get(i)));
        list.add(absent ? manager.zeros(shape) : manager.create(floats(gradients.get(i)), shape));
      }
      return list;
    }

    int steps() {
      return all.get("gradients").size();
    }

    double clipNorm() {
      return all.get("clipNorm").asDouble();
    }

    double rate(int step) {
      return one.get("rates").get(step).asDouble();
    }

    double norm(int step) {
      return one.get("norms").get(step).asDouble();
    }

    double[] after(int step) {
      return numbers(one.get("values").get(step)).toArray();
    }

    private static DoubleStream numbers(JsonNode array) {
      return StreamSupport.stream(array.spliterator(), false).mapToDouble(JsonNode::asDouble);
    }

    private static float[] floats(JsonNode array) {
      float[] floats = new float[array.size()];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) array.get(i).asDouble();
      }
      return floats;
    }

    private static long[] longs(JsonNode array) {
      return numbers(array).mapToLong(value -> (long) value).toArray();
    }

    @Override
    public String toString() {
      return settings().toString();
    }
  }
}
