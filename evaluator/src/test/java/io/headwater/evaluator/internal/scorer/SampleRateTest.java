package io.headwater.evaluator.internal.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleRateTest {

  @Test
  void shouldScoreAllWhileTheScorerKeepsUp() {
    SampleRate sample = new SampleRate(100);
    sample.adapt(100);
    assertThat(sample.rate()).isEqualTo(1);
    assertThat(IntStream.range(0, 100)).allMatch(i -> sample.selects("a", "" + i));
  }

  @Test
  void shouldScoreAboutTheShareItNames() {
    SampleRate sample = new SampleRate(100);
    sample.adapt(101);
    sample.adapt(101);
    long selected = IntStream.range(0, 20_000).filter(i -> sample.selects("a", "" + i)).count();
    assertThat(sample.rate()).isLessThan(0.6);
    assertThat(selected / 20_000.0).isCloseTo(sample.rate(), within(0.02));
  }

  @Test
  void shouldContainTheSampleOfALowerRate() {
    SampleRate high = new SampleRate(100);
    SampleRate low = new SampleRate(100);
    high.adapt(101);
    IntStream.range(0, 4).forEach(i -> low.adapt(101));
    assertThat(IntStream.range(0, 5000).filter(i -> low.selects("a", "" + i)))
        .isNotEmpty()
        .allMatch(i -> high.selects("a", "" + i));
  }

  @Test
  void shouldComeBackToAllOnceItHasCaughtUp() {
    SampleRate sample = new SampleRate(100);
    IntStream.range(0, 50).forEach(i -> sample.adapt(1_000));
    assertThat(sample.rate()).isEqualTo(0.01);
    IntStream.range(0, 50).forEach(i -> sample.adapt(0));
    assertThat(sample.rate()).isEqualTo(1);
  }
}
