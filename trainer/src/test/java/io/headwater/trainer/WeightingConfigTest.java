package io.headwater.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightingConfigTest {
  private static WeightingConfig config(Map<String, String> settings) {
    return new TrainerConfig(settings).weighting();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"equal", "uncertainty", "dwa", "gradnorm", "famo", "pcgrad", "cosine", "live"})
  void shouldMakeEachStrategy(String name) {
    WeightingConfig config = config(Map.of(WeightingConfig.STRATEGY, name));
    assertThat(config.create().name()).isEqualTo(name);
    assertThat(config.heeded()).containsEntry(WeightingConfig.STRATEGY, name);
  }

  @Test
  void shouldWeighEquallyByDefault() {
    assertThat(config(Map.of()).heeded()).isEqualTo(Map.of(WeightingConfig.STRATEGY, "equal"));
  }

  @ParameterizedTest
  @CsvSource({"uncertainty, 0.01", "gradnorm, 0.025", "famo, 0.025", "cosine, 0.025"})
  void shouldTellTheRateEvenWhereItIsTheUsualOne(String name, String rate) {
    assertThat(config(Map.of(WeightingConfig.STRATEGY, name)).heeded())
        .containsEntry(WeightingConfig.LEARNING_RATE, rate);
    assertThat(
            config(Map.of(WeightingConfig.STRATEGY, name, WeightingConfig.LEARNING_RATE, "0.5"))
                .heeded())
        .containsEntry(WeightingConfig.LEARNING_RATE, "0.5");
  }

  @ParameterizedTest
  @CsvSource({
    "trainer.weighting.strategy, best, famo",
    "trainer.weighting.learning.rate, 2, no more than 1",
    "trainer.weighting.dwa.temperature, 0, at least",
    "trainer.weighting.dwa.period.steps, 0, at least 1",
    "trainer.weighting.gradnorm.alpha, -1, at least 0",
    "trainer.weighting.famo.decay, 2, no more than 1",
    "trainer.weighting.live.gain, -1, at least 0",
    "trainer.weighting.live.limit, 0.5, at least 1",
    "trainer.weighting.live.horizon, 0, at least 1"
  })
  void shouldNameKeyValueAndWhatIsAllowed(String key, String value, String allowed) {
    assertThatThrownBy(() -> new TrainerConfig(Map.of(key, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(key, value, allowed);
  }
}
