package io.headwater.bench.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LearnSettingsTest {

  @Test
  void shouldBeTheSameAsInAReportOlderThanTheKeysOfToday() {
    LearnSettings before = of(Map.of("device", "cpu"), Map.of("batch.tokens", "256"));
    LearnSettings now = of(Map.of("trainer.device", "cpu"), Map.of("trainer.batch.tokens", "256"));

    assertThat(now.differenceTo(before)).isEmpty();
    assertThat(before.trainer()).containsOnlyKeys("trainer.batch.tokens");
  }

  @Test
  void shouldSayWhatDiffersFromAnOlderReport() {
    LearnSettings before = of(Map.of("device", "cpu"), Map.of());
    LearnSettings now = of(Map.of("trainer.device", "gpu:0"), Map.of());

    assertThat(now.differenceTo(before))
        .hasValue("arithmetic: {trainer.device=gpu:0} and not {trainer.device=cpu}");
  }

  private static LearnSettings of(Map<String, String> compute, Map<String, String> trainer) {
    return new LearnSettings(
        "data", "tiny", 4096, "9 steps", "3 steps", compute, trainer, List.of());
  }
}
