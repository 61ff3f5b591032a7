package io.headwater.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.headwater.evaluator.metric.PairedBootstrap.Interval;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {

  @Test
  void shouldMatchTheNormalIntervalOfManyExamples() {
    SplittableRandom random = new SplittableRandom(3);
    double[] a = random.doubles(2000).toArray();
    double[] b = random.doubles(2000).map(value -> value - 0.1).toArray();
    Interval interval = PairedBootstrap.interval(a, b, 4000, 1, 0.95);
    double[] differences = new double[a.length];
    Arrays.setAll(differences, i -> a[i] - b[i]);
    double mean = Arrays.stream(differences).average().orElseThrow();
    double variance =
        Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum() / (a.length - 1);
    double half = 1.96 * Math.sqrt(variance / a.length);
    assertThat(interval.mean()).isEqualTo(mean);
    assertThat(interval.lower()).isCloseTo(mean - half, within(half / 10));
    assertThat(interval.upper()).isCloseTo(mean + half, within(half / 10));
    assertThat(interval.significant()).isTrue();
  }

  @Test
  void shouldGiveTheSameIntervalForTheSameSeed() {
    double[] a = {1, 0, 1, 1, 0};
    double[] b = {0, 0, 1, 0, 1};
    assertThat(PairedBootstrap.interval(a, b, 500, 9, 0.9))
        .isEqualTo(PairedBootstrap.interval(a, b, 500, 9, 0.9));
  }

  @Test
  void shouldHaveNoWidthWhereAllDifferencesAreEqual() {
    Interval interval =
        PairedBootstrap.interval(new double[] {2, 3}, new double[] {1, 2}, 100, 1, 0.95);
    assertThat(interval).isEqualTo(new Interval(1, 1, 1));
  }

  @Test
  void shouldRefuseScoresThatAreNotPaired() {
    assertThatThrownBy(
            () -> PairedBootstrap.interval(new double[] {1}, new double[] {1, 2}, 10, 1, 0.95))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
