package io.headwater.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Reference values: scipy 1.17.1, {@code stats.t.ppf((1 + confidence) / 2, degrees)} and {@code
 * stats.ttest_rel(a, b).confidence_interval(confidence)}.
 */
class PairedDifferenceTest {

  @ParameterizedTest
  @CsvSource({
    "1, 0.90, 6.313751514675037",
    "1, 0.95, 12.706204736174694",
    "1, 0.99, 63.656741162871526",
    "2, 0.95, 4.302652729749462",
    "2, 0.99, 9.924843200918287",
    "3, 0.95, 3.1824463052837078",
    "4, 0.90, 2.1318467863266495",
    "4, 0.95, 2.7764451051977934",
    "5, 0.99, 4.032142983555228",
    "9, 0.95, 2.262157162798205",
    "30, 0.95, 2.0422724563012378",
    "100, 0.99, 2.6258905214380173",
    "1000, 0.95, 1.9623390808264083",
  })
  void shouldBoundStudentsTAsScipyDoes(int degrees, double confidence, double expected) {
    assertThat(new StudentT(degrees).bound(confidence)).isCloseTo(expected, within(1e-9));
  }

  @Test
  void shouldGiveTheIntervalScipyGives() {
    PairedDifference three =
        PairedDifference.of(new double[] {.71, .73, .705}, new double[] {.69, .72, .70}, 0.95);

    assertThat(three.mean()).isCloseTo(0.011666666666666678, within(1e-12));
    assertThat(three.lower()).isCloseTo(-0.007306248501317137, within(1e-12));
    assertThat(three.upper()).isCloseTo(0.030639581834650494, within(1e-12));
    assertThat(three.isNoise()).isTrue();
  }

  @Test
  void shouldGiveTheIntervalScipyGivesOfTwoAndOfFive() {
    PairedDifference two =
        PairedDifference.of(new double[] {.812, .797}, new double[] {.803, .790}, 0.99);
    PairedDifference five =
        PairedDifference.of(
            new double[] {.5, .62, .58, .61, .49}, new double[] {.52, .6, .55, .63, .47}, 0.95);

    assertThat(two.lower()).isCloseTo(-0.05565674116287157, within(1e-12));
    assertThat(two.upper()).isCloseTo(0.07165674116287159, within(1e-12));
    assertThat(five.lower()).isCloseTo(-0.023903228938904036, within(1e-12));
    assertThat(five.upper()).isCloseTo(0.035903228938904005, within(1e-12));
  }

  @Test
  void shouldCallADifferenceThatAllConditionsAgreeOnNoNoise() {
    PairedDifference better =
        PairedDifference.of(new double[] {.61, .72, .83}, new double[] {.5, .61, .73}, 0.95);

    assertThat(better.isNoise()).isFalse();
    assertThat(PairedDifference.of(new double[] {1, 2}, new double[] {1, 2}, 0.95).isNoise())
        .isTrue();
  }

  @Test
  void shouldCallADifferenceOfFiguresThatAreNoneNoise() {
    assertThat(
            PairedDifference.of(new double[] {1, Double.NaN}, new double[] {.1, .2}, 0.95)
                .isNoise())
        .isTrue();
  }

  @Test
  void shouldGiveTheIntervalOfAnotherConfidence() {
    double[] a = {.5, .62, .58, .61, .49};
    double[] b = {.52, .6, .55, .63, .47};
    PairedDifference expected = PairedDifference.of(a, b, 0.9975);

    PairedDifference wider = PairedDifference.of(a, b, 0.95).withConfidence(5, 0.95, 0.9975);

    assertThat(wider.lower()).isCloseTo(expected.lower(), within(1e-12));
    assertThat(wider.mean()).isEqualTo(expected.mean());
    assertThat(wider.upper()).isCloseTo(expected.upper(), within(1e-12));
  }

  @Property
  void shouldTurnRoundWhereTheTwoChangePlaces(
      @ForAll @Size(4) List<@DoubleRange(min = -10, max = 10) Double> a,
      @ForAll @Size(4) List<@DoubleRange(min = -10, max = 10) Double> b) {
    PairedDifference one = PairedDifference.of(array(a), array(b), 0.95);
    PairedDifference other = PairedDifference.of(array(b), array(a), 0.95);

    assertThat(one.mean()).isCloseTo(-other.mean(), within(1e-9));
    assertThat(one.lower()).isCloseTo(-other.upper(), within(1e-9));
    assertThat(one.lower()).isLessThanOrEqualTo(one.mean());
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  @Test
  void shouldRefuseFiguresThatAreNoPairs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PairedDifference.of(new double[] {1}, new double[] {1}, 0.95))
        .withMessageContaining("at least 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PairedDifference.of(new double[2], new double[3], 0.95));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PairedDifference.of(new double[2], new double[2], 1));
  }
}
