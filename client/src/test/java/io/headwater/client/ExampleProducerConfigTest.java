package io.headwater.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class ExampleProducerConfigTest {

  @Test
  void shouldKeepWhatDeliveryRestsOnWhateverTheUserSays() {
    var config =
        new ExampleProducerConfig(
            Map.of(
                "producer.acks",
                "0",
                "producer.enable.idempotence",
                "false",
                "producer.linger.ms",
                "50"));

    assertThat(config.clientProperties())
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", "true")
        .containsEntry("linger.ms", "50")
        .containsEntry("compression.type", "lz4");
  }

  @Test
  void shouldNameTheKeyAndTheValueThatIsNotAllowed() {
    assertThatThrownBy(
            () -> new ExampleProducerConfig(Map.of(ExampleProducerConfig.IN_FLIGHT, "0")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("ingest.in.flight")
        .hasMessageContaining("0");
  }
}
