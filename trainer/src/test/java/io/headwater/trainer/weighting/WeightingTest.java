package io.headwater.trainer.weighting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WeightingTest {
  private static final double START = 1 / (2 * Math.exp(-0.5));

  @Test
  void shouldDriveUncertaintyToTheLogarithmOfTheLoss() {
    UncertaintyWeighting weighting = new UncertaintyWeighting(UncertaintyWeighting.RATE);
    assertThat(weighting.weights(List.of("a"))).containsExactly(START);
    for (int i = 0; i < 3000; i++) {
      weighting.observe(new StepLosses(List.of("a", "b"), List.of(0.5, 4.0)));
    }
    List<Double> weights = weighting.weights(List.of("a", "b", "never seen"));
    // The optimum of L/(2e^s) + s/2 is s = ln L, so the weight tends to 1/(2L).
    assertThat(weights.get(0)).isCloseTo(1 / (2 * 0.5), within(0.02));
    assertThat(weights.get(1)).isCloseTo(1 / (2 * 4.0), within(0.01));
    assertThat(weights.get(2)).isEqualTo(START);
  }

  @Test
  void shouldStayFiniteWhereALossIsZeroForever() {
    UncertaintyWeighting weighting = new UncertaintyWeighting(1);
    for (int i = 0; i < 2000; i++) {
      weighting.observe(new StepLosses(List.of("a"), List.of(0.0)));
    }
    double bound = 1 / (2 * Math.exp(-UncertaintyWeighting.BOUND));
    assertThat(weighting.weights(List.of("a")).get(0)).isCloseTo(bound, within(1e-6 * bound));
    for (int i = 0; i < 2000; i++) {
      weighting.observe(new StepLosses(List.of("a"), List.of(2.0)));
    }
    assertThat(weighting.weights(List.of("a")).get(0)).isLessThan(1);
  }

  @Test
  void shouldGiveMoreToTheTaskWhoseLossFellLeastOverAPeriod() {
    DwaWeighting weighting = new DwaWeighting(2, 2);
    List<String> tasks = List.of("a", "b");
    for (double share : new double[] {1, 1, 0.5}) {
      assertThat(weighting.weights(tasks)).containsExactly(1.0, 1.0);
      weighting.observe(new StepLosses(tasks, List.of(share, 1.0)));
    }
    weighting.observe(new StepLosses(tasks, List.of(0.5, 1.0)));
    List<Double> weights = weighting.weights(tasks);
    assertThat(weights.get(1) / weights.get(0)).isCloseTo(Math.exp((1 - 0.5) / 2), within(1e-12));
    assertThat(weighting.weights(List.of("b", "new"))).containsExactly(1.0, 1.0);
  }

  @Property(seed = "7")
  void shouldSumToTheNumberOfTasks(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = -9, max = 9) Integer> powers) {
    List<Double> raw = powers.stream().map(power -> Math.pow(10, power)).toList();
    List<Double> weights = WeightNormalizer.DEFAULT.normalize(raw);
    assertThat(Vectors.sum(weights)).isCloseTo((double) raw.size(), within(1e-9));
    assertThat(weights).allMatch(weight -> weight >= 0.01);
  }

  @Test
  void shouldTakeEqualWeightsWhereThereAreNone() {
    assertThat(WeightNormalizer.DEFAULT.normalize(List.of(0.0, 0.0))).containsExactly(1.0, 1.0);
    assertThat(WeightNormalizer.DEFAULT.normalize(List.of(1.0, Double.NaN)))
        .containsExactly(1.0, 1.0);
    assertThat(WeightNormalizer.DEFAULT.normalize(List.of(Double.POSITIVE_INFINITY, 1.0)))
        .containsExactly(1.0, 1.0);
  }

  @Test
  void shouldSayWhatDoesNotFitTogether() {
    assertThatThrownBy(() -> new StepLosses(List.of("a"), List.of()))
        .hasMessage("there are 0 losses but must be one of each of [a]");
    assertThatThrownBy(
            () -> new StepGradients(new StepLosses(List.of("a"), List.of(1.0)), List.of()))
        .hasMessage("products are [] but must be one of each pair of [a]");
  }
}
