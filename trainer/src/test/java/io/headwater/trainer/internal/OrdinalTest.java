package io.headwater.trainer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OrdinalTest {
  @Test
  void shouldEndAsInEnglish() {
    assertThat(
            IntStream.of(1, 2, 3, 4, 11, 12, 13, 20, 21, 102, 111, 113, 123).mapToObj(Ordinal::of))
        .containsExactly(
            "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "20th", "21st", "102nd", "111th",
            "113th", "123rd");
  }
}
