package io.headwater.ingest.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {
  @Test
  void shouldPassTextsOnUntilItsBytesReachTheLimit() {
    List<String> passed = new ArrayList<>();
    Tally tally = new Tally(passed::add, 7);

    List.of("abc", "", "éé", "never").forEach(tally);

    assertThat(passed).containsExactly("abc", "éé");
    assertThat(tally.isFull()).isTrue();
    assertThat(tally.texts()).isEqualTo(2);
    assertThat(tally.bytes()).isEqualTo(7);
  }

  @Test
  void shouldSampleEvenly() {
    Tally tally = new Tally(text -> {}, Long.MAX_VALUE);
    for (int i = 0; i < 100_000; i++) {
      tally.accept(Integer.toString(i));
    }

    assertThat(tally.sample()).hasSize(2_000).doesNotHaveDuplicates();
    // The mean of 2,000 uniform draws lies within 4 standard errors of the middle.
    double mean = tally.sample().stream().mapToInt(Integer::parseInt).average().orElseThrow();
    assertThat(mean).isBetween(50_000 - 2_600.0, 50_000 + 2_600.0);
  }
}
