package io.headwater.ingest.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReservoirSampleTest {
  @Test
  void shouldPassTextsOnUntilItsBytesReachTheLimit() {
    List<String> passed = new ArrayList<>();
    ReservoirSample sample = new ReservoirSample(passed::add, 7);

    List.of("abc", "", "éé", "never").forEach(sample);

    assertThat(passed).containsExactly("abc", "éé");
    assertThat(sample.isFull()).isTrue();
    assertThat(sample.texts()).isEqualTo(2);
    assertThat(sample.bytes()).isEqualTo(7);
  }

  @Test
  void shouldSampleEvenly() {
    ReservoirSample sample = new ReservoirSample(text -> {}, Long.MAX_VALUE);
    for (int i = 0; i < 100_000; i++) {
      sample.accept(Integer.toString(i));
    }

    assertThat(sample.sample()).hasSize(2_000).doesNotHaveDuplicates();
    // The mean of 2,000 uniform draws lies within 4 standard errors of the middle.
    double mean = sample.sample().stream().mapToInt(Integer::parseInt).average().orElseThrow();
    assertThat(mean).isBetween(50_000 - 2_600.0, 50_000 + 2_600.0);
  }
}
