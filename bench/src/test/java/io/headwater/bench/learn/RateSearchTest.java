package io.headwater.bench.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RateSearchTest {
  private static final Arm USUAL = new Arm("equal", "sgd", 1.0, StreamScope.ALL);
  private final List<Double> tried = new ArrayList<>();
  private final List<Double> lost = new ArrayList<>();

  /** Searches where quality falls with the distance from the best rate, in powers of two. */
  private double search(double best) throws IOException {
    return RateSearch.best(
            USUAL,
            arm -> {
              tried.add(arm.rate());
              double quality =
                  lost.contains(arm.rate())
                      ? Double.NaN
                      : 1 / (1 + Math.abs(Math.log(arm.rate() / best)));
              return new LearnRun(
                  arm,
                  0,
                  1,
                  1,
                  0,
                  1,
                  Map.of(),
                  Map.of(),
                  Map.of("t", new TaskScore(quality, 0, 1)));
            })
        .arm()
        .rate();
  }

  @Test
  void shouldTakeTheBestOfAGridAroundTheUsualRate() throws IOException {
    assertThat(search(1.8)).isEqualTo(2);
    assertThat(tried).containsExactly(0.25, 0.5, 1.0, 2.0, 4.0);
  }

  @Test
  void shouldGoBeyondAnEndThatIsTheBest() throws IOException {
    assertThat(search(9)).isEqualTo(8);
    assertThat(tried).containsExactly(0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0);
  }

  @Test
  void shouldGoBeyondTheLowEndTooButNotForEver() throws IOException {
    assertThat(search(0.001)).isEqualTo(0.0625);
    assertThat(tried).endsWith(0.125, 0.0625);
  }

  @Test
  void shouldStopBeyondAnEndWhereItGetsWorse() throws IOException {
    assertThat(search(0.22)).isEqualTo(0.25);
    assertThat(tried).endsWith(4.0, 0.125).hasSize(6);
  }

  @Test
  void shouldPassOverRatesAtWhichNothingIsMeasured() throws IOException {
    lost.addAll(List.of(0.25, 2.0));

    assertThat(search(1.1)).isEqualTo(1);
    assertThat(tried).containsExactly(0.25, 0.5, 1.0, 2.0, 4.0);
  }

  @Test
  void shouldGoToLowerRatesWhereAllAreLost() throws IOException {
    lost.addAll(List.of(0.25, 0.5, 1.0, 2.0, 4.0));

    assertThat(search(0.125)).isEqualTo(0.125);
  }
}
