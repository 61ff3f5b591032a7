package io.headwater.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {

  @Test
  void shouldTakeTheMiddleValueWhateverTheOrder() {
    assertThat(new Samples(List.of(9.0, 1.0, 4.0)).median()).isEqualTo(4);
    assertThat(new Samples(List.of(9.0, 1.0, 4.0, 2.0)).median()).isEqualTo(3);
  }

  @Test
  void shouldCompareRoundByRound() {
    Samples part = new Samples(List.of(8.0, 40.0, 0.9));
    Samples whole = new Samples(List.of(10.0, 50.0, 1.0));

    assertThat(part.over(whole)).isEqualTo(0.8);
  }

  @Test
  void shouldRefuseNoneAndUnequalNumbers() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Samples(List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Samples(List.of(1.0)).over(new Samples(List.of(1.0, 2.0))))
        .withMessageContaining("1 and 2");
  }
}
