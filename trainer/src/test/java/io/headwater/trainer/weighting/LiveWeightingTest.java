package io.headwater.trainer.weighting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LiveWeightingTest {
  private final LiveWeighting weighting = new LiveWeighting(10, 3, 100);
  private long now;

  private boolean read(String task, String metric, double value, long count) {
    return weighting.read(
        new QualityReading(task, metric, value, count, Instant.ofEpochMilli(++now), 0, now));
  }

  private void read(String task, double value) {
    assertThat(read(task, "accuracy", value, 1000)).isTrue();
  }

  @Test
  void shouldGiveMoreToATaskWhoseQualityFalls() {
    assertThat(weighting.weights(List.of("a", "b"))).containsExactly(1.0, 1.0);
    read("a", 0.8);
    read("b", 0.6);
    assertThat(weighting.weights(List.of("a", "b"))).containsExactly(1.0, 1.0);
    read("a", 0.7);
    // .8 less the error of a share of 1000, forgotten by a hundredth.
    double reference = 0.8 - 0.5 / Math.sqrt(1000);
    reference += (0.7 - reference) / 100;
    assertThat(weighting.weights(List.of("a", "b")).get(0))
        .isCloseTo(1 + 10 * (reference - 0.7), within(1e-12));
    assertThat(weighting.weight("b")).isEqualTo(1);
    read("a", 0.1);
    assertThat(weighting.weight("a")).isEqualTo(3);
  }

  @Test
  void shouldForgetWhatATaskOnceReached() {
    read("a", 0.7);
    read("a", 0.6);
    double fallen = weighting.weight("a");
    for (int i = 0; i < 100; i++) {
      read("a", 0.6);
    }
    assertThat(weighting.weight("a")).isBetween(1.0, 1 + (fallen - 1) / 2);
    for (int i = 0; i < 1000; i++) {
      read("a", 0.6);
    }
    assertThat(weighting.weight("a")).isCloseTo(1, within(1e-3));
  }

  @Test
  void shouldNotTakeALuckyFewForAHeight() {
    read("a", "accuracy", 1, 4);
    read("a", "accuracy", 0.75, 100);
    assertThat(weighting.weight("a")).isEqualTo(1);
  }

  @Test
  void shouldPassWhatIsNotNewOrNoQuality() {
    QualityReading reading =
        new QualityReading("a", "accuracy", 0.8, 1000, Instant.ofEpochMilli(5), 0, 7);
    assertThat(weighting.read(reading)).isTrue();
    assertThat(weighting.read(reading)).isFalse();
    for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1e9, -1.01}) {
      assertThat(read("a", "accuracy", value, 1000)).isFalse();
    }
    assertThat(read("a", "accuracy", 0.1, 0)).isFalse();
    assertThat(weighting.weight("a")).isEqualTo(1);
  }

  @Test
  void shouldNotCompareOneMetricWithAnother() {
    read("a", "accuracy", 0.9, 1000);
    read("a", "macroF1", 0.2, 1000);
    assertThat(weighting.weight("a")).isEqualTo(1);
    read("a", "macroF1", 0.1, 1000);
    assertThat(weighting.weight("a")).isGreaterThan(1);
  }

  @Property(seed = "7")
  void shouldStayWithinItsBounds(
      @ForAll @Size(max = 50) List<@DoubleRange(min = -1, max = 1) Double> values) {
    LiveWeighting bounded = new LiveWeighting(1000, 2, 1);
    long at = 0;
    for (double value : values) {
      at++;
      bounded.read(new QualityReading("a", "pearson", value, 9, Instant.ofEpochMilli(at), 0, at));
      assertThat(bounded.weight("a")).isBetween(1.0, 2.0);
    }
  }
}
