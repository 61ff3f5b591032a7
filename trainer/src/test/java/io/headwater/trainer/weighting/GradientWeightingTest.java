package io.headwater.trainer.weighting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headwater.trainer.weighting.RandomSteps.Step;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class GradientWeightingTest {
  private static final List<String> TASKS = List.of("a", "b", "c");

  private static StepGradients gradients(List<List<Double>> vectors) {
    List<String> tasks = TASKS.subList(0, vectors.size());
    return new StepGradients(
        new StepLosses(tasks, vectors.stream().map(vector -> 1.0).toList()),
        vectors.stream()
            .map(row -> vectors.stream().map(column -> Vectors.dot(row, column)).toList())
            .toList());
  }

  @Test
  void shouldLetNoTaskDominateByTheLengthOfItsGradient() {
    StepGradients step =
        gradients(List.of(List.of(4.0, 0.0, 0.0), List.of(0.3, 0.4, 0.0), List.of(0.0, 0.5, 1.0)));
    CosineWeighting weighting = new CosineWeighting(0.02);
    for (int i = 0; i < 4000; i++) {
      weighting.observe(step);
    }
    // The optimum is w ~ 1/|g|, for lengths 4, .5 and 1.118.
    List<Double> weights = weighting.weights(step, 0);
    assertThat(weights.get(1) / weights.get(0)).isCloseTo(4 / 0.5, within(0.05));
    assertThat(weights.get(2) / weights.get(0)).isCloseTo(4 / Math.sqrt(1.25), within(0.05));
  }

  @Test
  void shouldStayWhereGradientsCancelOut() {
    CosineWeighting weighting = new CosineWeighting(0.1);
    StepGradients step = gradients(List.of(List.of(1.0, 0.0), List.of(-1.0, 0.0)));
    weighting.observe(step);
    assertThat(weighting.weights(step, 0)).containsExactly(1.0, 1.0);
  }

  @Test
  void shouldEvenOutTheNormsOfTasksThatLearnAlike() {
    StepGradients step =
        gradients(List.of(List.of(4.0, 0.0), List.of(0.0, 0.5), List.of(1.0, 0.0)));
    GradNormWeighting weighting = new GradNormWeighting(1.5, 0.01);
    for (int i = 0; i < 3000; i++) {
      weighting.observe(step);
    }
    List<Double> weights = weighting.weights(step, 0);
    assertThat(weights.get(1) / weights.get(0)).isCloseTo(8, within(0.4));
    assertThat(weights.get(2) / weights.get(0)).isCloseTo(4, within(0.2));
  }

  @Property(seed = "7")
  void shouldProjectTwoTasksSoThatNeitherLoses(@ForAll long seed) {
    RandomSteps steps = new RandomSteps(seed);
    Step step = steps.of(List.of("a", "b"));
    StepGradients gradients = step.before();
    List<Double> weights = new PcGradWeighting().weights(gradients, step.seed());
    assertThat(weights).allMatch(weight -> weight >= 1);
    for (int i = 0; i < 2; i++) {
      double along = Vectors.dot(weights, gradients.products().get(i));
      assertThat(along).isGreaterThanOrEqualTo(-1e-9 * gradients.product(i, i));
    }
  }

  @Property(seed = "7")
  void shouldLeaveGradientsAloneThatDoNotConflict(@ForAll long seed) {
    StepGradients step =
        gradients(List.of(List.of(1.0, 0.0), List.of(1.0, 2.0), List.of(0.0, 3.0)));
    assertThat(new PcGradWeighting().weights(step, seed)).containsExactly(1.0, 1.0, 1.0);
  }

  @Test
  void shouldProjectInAnOrderThatFollowsFromTheSeed() {
    StepGradients step =
        gradients(List.of(List.of(1.0, 0.2), List.of(-1.0, 0.3), List.of(-0.2, -1.0)));
    List<List<Double>> weights =
        List.of(1L, 2L, 3L, 4L, 5L, 6L).stream()
            .map(seed -> new PcGradWeighting().weights(step, seed))
            .toList();
    assertThat(weights.stream().distinct().count()).isGreaterThan(1);
    assertThat(new PcGradWeighting().weights(step, 1)).isEqualTo(weights.get(0));
  }
}
