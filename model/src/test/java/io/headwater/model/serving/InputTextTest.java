package io.headwater.model.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class InputTextTest {
  @Test
  void shouldJoinPairsByALineBreak() {
    assertThat(InputText.of("a", Optional.empty())).isEqualTo("a");
    assertThat(InputText.of("a", Optional.of("b"))).isEqualTo("a\nb");
  }
}
