package io.headwater.model.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DevicesTest {
  @ParameterizedTest
  @CsvSource({
    "auto,  0, cpu",
    "auto,  1, gpu:0",
    "auto,  4, gpu:0",
    "cpu,   4, cpu",
    "gpu,   4, gpu:0",
    "gpu:0, 1, gpu:0",
    "gpu:3, 4, gpu:3",
  })
  void shouldFindADeviceThatIsThere(String name, int gpus, String expected) {
    assertThat(Devices.nameOf(Devices.named("device", name, () -> gpus, Optional.empty())))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gpu   | 0 | device is gpu but must be auto or cpu: the engine sees no GPU here",
        "gpu:1 | 1 | device is gpu:1 but must be auto, cpu or gpu:0: the engine sees one GPU here",
        "gpu:4 | 4 | device is gpu:4 but must be auto, cpu, or gpu:0 to gpu:3: the engine sees 4"
            + " GPUs here",
      })
  void shouldSayWhatIsThereInstead(String name, int gpus, String sentence) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> Devices.named("device", name, () -> gpus, Optional.empty()))
        .withMessage(sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "cpu", "gpu:0"})
  void shouldSayThatLibrariesForGpusNeedOne(String name) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> Devices.named("device", name, DevicesTest::fail, Optional.of("cu124")))
        .withMessageStartingWith("device is " + name + ", but nothing can be computed")
        .withMessageContaining("cu124");
  }

  @Test
  void shouldLeaveOtherFailuresOfTheEngineAsTheyAre() {
    assertThatExceptionOfType(EngineException.class)
        .isThrownBy(() -> Devices.named("device", "auto", DevicesTest::fail, Optional.empty()))
        .withMessage("no library");
  }

  private static int fail() {
    throw new EngineException("no library");
  }

  @Test
  void shouldTakeWhatTheEngineSees() {
    assertThat(Devices.named("device", Devices.AUTO)).isIn(Device.cpu(), Device.gpu(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "cpu", "gpu", "gpu:0", "gpu:12"})
  void shouldAllowNamesOfDevices(String name) {
    assertThatCode(() -> Devices.NAMES.ensureValid("device", name)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tpu", "gpu0", "gpu:", "gpu:-1", "gpu:x", "GPU", "cpu:0"})
  void shouldRefuseOtherNames(String name) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> Devices.NAMES.ensureValid("trainer.device", name))
        .withMessageContaining("trainer.device")
        .withMessageContaining("must be auto, cpu, gpu, or gpu: and a number");
  }
}
