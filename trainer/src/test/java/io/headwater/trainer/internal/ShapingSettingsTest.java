package io.headwater.trainer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.internal.fake.Samples;
import io.headwater.trainer.weighting.EqualWeighting;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShapingSettingsTest {
  private static final Map<String, String> ON_CPU =
      Map.of("trainer.device", "cpu", "trainer.precision", "fp32");

  @Test
  void shouldTellThatARunGoesOnOnAnotherDeviceAndInAnotherPrecision() {
    Map<String, String> stored = new HashMap<>(stored(ON_CPU));
    stored.put("setting.device", "gpu:0");
    stored.put("setting.precision", "bf16");
    assertThat(changes(ON_CPU, stored))
        .containsOnly(
            Map.entry("device", Map.of("from", "gpu:0", "to", "cpu")),
            Map.entry("precision", Map.of("from", "bf16", "to", "fp32")));
  }

  @Test
  void shouldTellNothingWhereAutoComesToWhatItWas() {
    assertThat(changes(Map.of(), stored(Map.of()))).isEmpty();
  }

  @Test
  void shouldTellOfNothingThatLeavesTheBytesAsTheyAre() {
    assertThat(
            changes(
                Map.of(
                    "trainer.device",
                    "cpu",
                    "trainer.precision",
                    "fp32",
                    "trainer.recompute.tokens",
                    "64"),
                stored(ON_CPU)))
        .isEmpty();
  }

  private static Map<String, Map<String, String>> changes(
      Map<String, String> settings, Map<String, String> stored) {
    Map<String, Map<String, String>> changes = new HashMap<>();
    shaping(settings, stored).forEachChange(stored, changes::put);
    return changes;
  }

  private static Map<String, String> stored(Map<String, String> settings) {
    return shaping(settings, Map.of()).store(new EqualWeighting());
  }

  private static ShapingSettings shaping(Map<String, String> settings, Map<String, String> stored) {
    TrainerConfig config = new TrainerConfig(settings);
    return new ShapingSettings(
        config, config.trunk(Samples.encoder()), config.optimizer(), config.compute(), stored);
  }
}
