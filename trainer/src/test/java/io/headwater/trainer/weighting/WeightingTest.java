package io.headwater.trainer.weighting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.headwater.trainer.schedule.LearningRateSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WeightingTest {
  @Test
  void shouldDriveUncertaintyToTheLogarithmOfTheLoss() {
    TaskWeighting weighting = new UncertaintyWeighting();
    assertThat(weighting.weight("a")).isEqualTo(1 / (2 * Math.exp(-0.5)));
    for (int i = 0; i < 3000; i++) {
      weighting.observe(new TreeMap<>(Map.of("a", 0.5, "b", 4.0)));
    }
    // The optimum of L/(2e^s) + s/2 is s = ln L, so the weight tends to 1/(2L).
    assertThat(weighting.weight("a")).isCloseTo(1 / (2 * 0.5), within(0.02));
    assertThat(weighting.weight("b")).isCloseTo(1 / (2 * 4.0), within(0.01));
    assertThat(weighting.weight("never seen")).isEqualTo(1 / (2 * Math.exp(-0.5)));
  }

  @Test
  void shouldGoOnExactlyFromItsState() {
    Random random = new Random(5);
    TaskWeighting original = new UncertaintyWeighting();
    for (int i = 0; i < 50; i++) {
      original.observe(new TreeMap<>(Map.of("a", random.nextDouble(), "b", random.nextDouble())));
    }
    TaskWeighting restored = new UncertaintyWeighting();
    restored.restore(original.state());
    for (int i = 0; i < 50; i++) {
      TreeMap<String, Double> losses = new TreeMap<>(Map.of("a", random.nextDouble()));
      original.observe(losses);
      restored.observe(losses);
    }
    assertThat(restored.state()).isEqualTo(original.state());
  }

  @Property
  void shouldSumToTheNumberOfPresentTasksAndMaskTheOthers(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = -9, max = 9) Integer> powers,
      @ForAll long mask) {
    List<Double> raw = powers.stream().map(power -> Math.pow(10, power)).toList();
    List<Boolean> present = new ArrayList<>();
    for (int i = 0; i < raw.size(); i++) {
      present.add(i == 0 || (mask >> i & 1) == 1);
    }
    List<Double> weights = WeightNormalizer.DEFAULT.normalize(raw, present);
    double count = present.stream().filter(p -> p).count();
    assertThat(weights.stream().mapToDouble(w -> w).sum()).isCloseTo(count, within(1e-9));
    for (int i = 0; i < raw.size(); i++) {
      assertThat(weights.get(i) > 0).isEqualTo(present.get(i));
      assertThat(weights.get(i) == 0 || weights.get(i) >= 0.01).isTrue();
    }
  }

  @Test
  void shouldNameTheStrategiesWhereOneIsUnknown() {
    assertThatThrownBy(() -> Weightings.create("best"))
        .hasMessage("weighting.strategy is best but must be one of [equal, uncertainty]");
  }

  @Test
  void shouldWarmUpLinearlyAndThenStay() {
    LearningRateSchedule schedule = LearningRateSchedule.constantAfterWarmUp(2e-3, 40);
    assertThat(schedule.rate(1)).isEqualTo(5e-5);
    assertThat(schedule.rate(20)).isEqualTo(1e-3);
    assertThat(schedule.rate(40)).isEqualTo(2e-3);
    assertThat(schedule.rate(1_000_000)).isEqualTo(2e-3);
    assertThat(LearningRateSchedule.constantAfterWarmUp(1, 0).rate(1)).isEqualTo(1);
  }
}
