package io.headwater.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ScoreMetricsTest {

  /**
   * The fixture holds random scores, with ties, offsets and outliers, and what scipy 1.17.1 gives
   * for {@code pearsonr} and {@code spearmanr}, and scikit-learn 1.9.1 for {@code
   * mean_squared_error} and {@code mean_absolute_error}.
   */
  @Test
  void shouldEqualScipyAndScikitLearn() throws IOException {
    try (InputStream fixture = getClass().getResourceAsStream("regression.json")) {
      JsonNode cases = new ObjectMapper().readTree(fixture);
      assertThat(cases).hasSizeGreaterThan(20);
      for (JsonNode one : cases) {
        double[] truths = doubles(one.get("truth"));
        double[] predictions = doubles(one.get("prediction"));
        ScoreMoments moments = ScoreMoments.of(truths, predictions);
        assertThat(moments.pearson().orElseThrow())
            .isCloseTo(one.get("pearson").doubleValue(), within(1e-10));
        assertThat(Spearman.of(truths, predictions).orElseThrow())
            .isCloseTo(one.get("spearman").doubleValue(), within(1e-12));
        double squared = one.get("mse").doubleValue();
        assertThat(moments.meanSquaredError().orElseThrow())
            .isCloseTo(squared, within(1e-12 * squared));
        double absolute = one.get("mae").doubleValue();
        assertThat(moments.meanAbsoluteError().orElseThrow())
            .isCloseTo(absolute, within(1e-12 * absolute));
      }
    }
  }

  private static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    Arrays.setAll(values, i -> array.get(i).doubleValue());
    return values;
  }

  @Test
  void shouldGiveEqualValuesTheAverageOfTheirRanks() {
    assertThat(Spearman.ranks(new double[] {3, 1, 3, 0.0, -0.0, 3}))
        .containsExactly(5, 3, 5, 1.5, 1.5, 5);
  }

  @Test
  void shouldHaveNoCorrelationWhereASideIsConstant() {
    double[] constant = {0.1, 0.1, 0.1};
    double[] varied = {1, 2, 3};
    assertThat(ScoreMoments.of(constant, varied).pearson()).isEmpty();
    assertThat(ScoreMoments.of(varied, constant).pearson()).isEmpty();
    assertThat(Spearman.of(varied, constant)).isEmpty();
    assertThat(Spearman.of(new double[] {1}, new double[] {2})).isEmpty();
    assertThat(ScoreMoments.NONE.meanSquaredError()).isEmpty();
    assertThat(ScoreMoments.NONE.meanAbsoluteError()).isEmpty();
  }

  @Test
  void shouldHaveNoValueThatIsNoNumber() {
    ScoreMoments huge = ScoreMoments.of(new double[] {1e300, 2}, new double[] {-1e300, 1});
    assertThat(huge.meanSquaredError()).isEmpty();
    assertThat(huge.pearson()).isEmpty();
  }

  @Test
  void shouldRefuseScoresThatAreNotPaired() {
    assertThatThrownBy(() -> Spearman.of(new double[1], new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 truths");
  }

  @Property
  void shouldNotChangeWhenAScoreIsScaledAndShifted(
      @ForAll @Size(min = 2, max = 40) List<@IntRange(min = -9, max = 9) Integer> scores,
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.1, max = 10) double factor,
      @ForAll @DoubleRange(min = -100, max = 100) double shift) {
    double[] truths = scores.stream().mapToDouble(Integer::doubleValue).toArray();
    double[] predictions = noisy(truths, seed);
    double[] moved = Arrays.stream(predictions).map(score -> factor * score + shift).toArray();
    double[] turned = Arrays.stream(predictions).map(score -> -score).toArray();
    ScoreMoments before = ScoreMoments.of(truths, predictions);
    if (before.pearson().isPresent()) {
      double expected = before.pearson().getAsDouble();
      assertThat(expected).isBetween(-1.0, 1.0);
      assertThat(ScoreMoments.of(truths, moved).pearson().orElseThrow())
          .isCloseTo(expected, within(1e-9));
      assertThat(ScoreMoments.of(truths, turned).pearson().orElseThrow())
          .isCloseTo(-expected, within(1e-9));
      assertThat(ScoreMoments.of(predictions, truths).pearson().orElseThrow())
          .isCloseTo(expected, within(1e-12));
    }
    assertThat(before.meanSquaredError().orElseThrow())
        .isGreaterThanOrEqualTo(Math.pow(before.meanAbsoluteError().orElseThrow(), 2) - 1e-9);
  }

  @Property
  void shouldRankAlikeUnderAnyIncreasingMap(
      @ForAll @Size(min = 2, max = 40) List<@IntRange(min = -9, max = 9) Integer> scores,
      @ForAll long seed) {
    double[] truths = scores.stream().mapToDouble(Integer::doubleValue).toArray();
    double[] predictions = noisy(truths, seed);
    double[] mapped = Arrays.stream(predictions).map(Math::exp).toArray();
    assertThat(Spearman.of(truths, mapped)).isEqualTo(Spearman.of(truths, predictions));
    Spearman.of(truths, predictions).ifPresent(value -> assertThat(value).isBetween(-1.0, 1.0));
    assertThat(Arrays.stream(Spearman.ranks(predictions)).sum())
        .isEqualTo(predictions.length * (predictions.length + 1) / 2.0);
  }

  /** Small whole numbers, so that ties are frequent and exponentials apart. */
  private static double[] noisy(double[] truths, long seed) {
    var random = new java.util.SplittableRandom(seed);
    return Arrays.stream(truths).map(score -> score + random.nextInt(-6, 7)).toArray();
  }
}
