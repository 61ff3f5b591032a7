package io.headwater.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.headwater.evaluator.metric.Bootstrap.Interval;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class BootstrapTest {

  @Test
  void shouldLieAboutTheStatistic() {
    double[] values = new java.util.SplittableRandom(4).doubles(1000).toArray();
    Interval interval =
        Bootstrap.interval(1000, Bootstrap.Statistic.mean(values), 2000, 1, 0.95).orElseThrow();
    double mean = Arrays.stream(values).average().orElseThrow();
    // the standard deviation of a uniform number is 1 / sqrt(12)
    double half = 1.96 / Math.sqrt(12 * 1000);
    assertThat(interval.lower()).isCloseTo(mean - half, within(half / 10));
    assertThat(interval.upper()).isCloseTo(mean + half, within(half / 10));
  }

  @Test
  void shouldLeaveOutResamplesWithoutAFigure() {
    Bootstrap.Statistic rare =
        examples -> examples[0] == 0 ? OptionalDouble.of(7) : OptionalDouble.empty();
    assertThat(Bootstrap.interval(3, rare, 100, 1, 0.9)).contains(new Interval(7, 7));
    assertThat(Bootstrap.interval(3, examples -> OptionalDouble.empty(), 100, 1, 0.9)).isEmpty();
  }

  @Test
  void shouldRefuseWhatItCannotResample() {
    Bootstrap.Statistic mean = Bootstrap.Statistic.mean(new double[] {1});
    assertThatThrownBy(() -> Bootstrap.interval(0, mean, 1, 1, 0.9))
        .hasMessageContaining("examples");
    assertThatThrownBy(() -> Bootstrap.interval(1, mean, 0, 1, 0.9))
        .hasMessageContaining("resamples");
    assertThatThrownBy(() -> Bootstrap.interval(1, mean, 1, 1, 1))
        .hasMessageContaining("confidence");
  }
}
