package io.headwater.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class InstanceIdTest {
  private final Settings settings = new Settings();
  private final String key = InstanceId.setting(settings, "oven.instance.id");

  @Test
  void shouldBeTheNameThatIsSet() {
    assertThat(InstanceId.of(config(Map.of(key, "left")), key)).isEqualTo("left");
  }

  @Test
  void shouldBeAnotherForEachInstanceWithoutAName() {
    ServiceConfig config = config(Map.of());

    assertThat(InstanceId.of(config, key)).isNotEmpty().isNotEqualTo(InstanceId.of(config, key));
  }

  private ServiceConfig config(Map<String, String> set) {
    return new ServiceConfig(ServiceConfig.definition().with(settings), set);
  }
}
