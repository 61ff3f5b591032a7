package io.headwater.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.headwater.model.Precision;
import io.headwater.model.hardware.Processor;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComputeConfigTest {
  private static final Processor PLAIN = new Processor(Set.of("avx2", "avx512f"));
  private static final Processor AMX = new Processor(Set.of("avx512f", "amx_bf16"));

  @Test
  void shouldPassEveryBatchWholeAndKeepEverythingByDefault() {
    ComputeConfig compute = on(Map.of(ComputeConfig.DEVICE, "cpu"));
    assertThat(compute.settings().device()).isEqualTo(Device.cpu());
    assertThat(compute.settings().partTokens()).isEqualTo(Integer.MAX_VALUE);
    assertThat(compute.settings().recomputeTokens()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void shouldGiveTheLearnerItsLimits() {
    ComputeConfig compute =
        on(
            Map.of(
                ComputeConfig.DEVICE, "cpu",
                ComputeConfig.PRECISION, "bf16",
                ComputeConfig.PART_TOKENS, "512",
                ComputeConfig.RECOMPUTE_TOKENS, "2048"));
    assertThat(compute.settings().precision()).isEqualTo(Precision.BF16);
    assertThat(compute.settings().partTokens()).isEqualTo(512);
    assertThat(compute.settings().recomputeTokens()).isEqualTo(2048);
  }

  @Test
  void shouldComputeInBfloat16WhereTheHardwareMultipliesIt() {
    assertThat(ComputeConfig.precision("auto", Device.cpu(), PLAIN)).isEqualTo(Precision.FP32);
    assertThat(ComputeConfig.precision("auto", Device.cpu(), AMX)).isEqualTo(Precision.BF16);
    assertThat(ComputeConfig.precision("auto", Device.gpu(1), PLAIN)).isEqualTo(Precision.BF16);
  }

  @Test
  void shouldComputeInThePrecisionItIsTold() {
    assertThat(ComputeConfig.precision("fp32", Device.gpu(0), AMX)).isEqualTo(Precision.FP32);
    assertThat(ComputeConfig.precision("bf16", Device.cpu(), PLAIN)).isEqualTo(Precision.BF16);
  }

  @Test
  void shouldRecordWhatAutoCameTo() {
    Map<String, String> shaping = on(Map.of()).shaping();
    assertThat(shaping)
        .containsOnlyKeys("trainer.device", "trainer.precision", "trainer.batch.part.tokens");
    assertThat(shaping.get("trainer.device")).matches("cpu|gpu:0");
    assertThat(shaping.get("trainer.precision")).isIn("fp32", "bf16");
    assertThat(shaping.get("trainer.batch.part.tokens")).isEqualTo("0");
  }

  @Test
  void shouldTellTheEngineItsThreads() {
    String property = "ai.djl.pytorch.num_threads";
    Optional<String> before = Optional.ofNullable(System.getProperty(property));
    try {
      on(Map.of(ComputeConfig.DEVICE, "cpu", TrainerConfig.THREADS, "1"));
      assertThat(System.getProperty(property)).isEqualTo("1");

      on(Map.of(ComputeConfig.DEVICE, "cpu", TrainerConfig.THREADS, "0"));
      assertThat(System.getProperty(property)).as("0 leaves it as it is").isEqualTo("1");
    } finally {
      before.ifPresentOrElse(
          value -> System.setProperty(property, value), () -> System.clearProperty(property));
    }
  }

  @Test
  void shouldNotStartOnADeviceThatIsNotThere() {
    assertThatThrownBy(() -> Trainer.start(new TrainerConfig(Map.of("trainer.device", "gpu:999"))))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("trainer.device is gpu:999 but must be auto");
  }

  @ParameterizedTest
  @CsvSource({
    "trainer.device,tpu",
    "trainer.device,gpu0",
    "trainer.precision,fp16",
    "trainer.batch.part.tokens,-1",
    "trainer.recompute.tokens,-1"
  })
  void shouldNameKeyAndValueOfWhatIsNotAllowed(String key, String value) {
    assertThatThrownBy(() -> new TrainerConfig(Map.of(key, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(key, value);
  }

  private static ComputeConfig on(Map<String, String> settings) {
    return new TrainerConfig(settings).compute();
  }
}
