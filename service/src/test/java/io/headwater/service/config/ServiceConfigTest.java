package io.headwater.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceConfigTest {
  @TempDir private Path folder;

  @Test
  void shouldStartFromDefaults() {
    ServiceConfig config = config(Map.of());

    assertThat(config.topics().tasks()).isEqualTo("headwater.tasks");
    assertThat(config.modelName()).isEqualTo("main");
    assertThat(config.checkpointStore()).isEqualTo("file:checkpoints");
    assertThat(config.adminProperties())
        .containsExactly(Map.entry("bootstrap.servers", "localhost:9092"));
  }

  @Test
  void shouldPassKeysToTheClientsTheyAreFor() {
    ServiceConfig config =
        config(
            Map.of(
                "bootstrap.servers", "a:1,b:2",
                "kafka.security.protocol", "SSL",
                "kafka.linger.ms", "1",
                "producer.linger.ms", "7",
                "consumer.fetch.min.bytes", "9",
                "streams.num.stream.threads", "2"));

    assertThat(config.producerProperties(Map.of("acks", "all")))
        .containsOnly(
            Map.entry("bootstrap.servers", "a:1,b:2"),
            Map.entry("security.protocol", "SSL"),
            Map.entry("linger.ms", "7"),
            Map.entry("acks", "all"));
    assertThat(config.consumerProperties(Map.of("fetch.min.bytes", 1)))
        .containsEntry("fetch.min.bytes", 1)
        .containsEntry("linger.ms", "1");
    assertThat(config.streamsProperties(Map.of("application.id", "x")))
        .containsEntry("num.stream.threads", "2")
        .containsEntry("producer.linger.ms", "7")
        .containsEntry("consumer.fetch.min.bytes", "9")
        .containsEntry("application.id", "x");
  }

  @Test
  void shouldNotShowPasswordsInRegistryAddresses() {
    ServiceConfig config =
        config(Map.of("schema.registry.url", "http://me:secret@a:1/api,https://b:2"));

    assertThat(config.toString())
        .contains("http://[hidden]@a:1/api,https://b:2")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "topic.prefix, a b",
    "model.name, ''",
    "model.name, -x",
    "model.name, x-scorer",
    "checkpoint.store, /tmp/x",
    "checkpoint.store, ftp:x",
    "checkpoint.store, kafka:a b",
    "schema.registry.url, localhost:8081",
    "bootstrap.servers, ''"
  })
  void shouldRefuseValuesNamingTheKey(String key, String value) {
    assertThatThrownBy(() -> config(Map.of(key, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key)
        .hasMessageContaining("must")
        .hasMessageContaining(value);
  }

  @Test
  void shouldNameTheNearestKeyToAnUnknownOne() {
    assertThatThrownBy(() -> config(Map.of("topics.prefix", "x.")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("topics.prefix")
        .hasMessageContaining("x.")
        .hasMessageContaining("nearest known key is topic.prefix");
  }

  @Test
  void shouldNotTellSecrets() {
    ServiceConfig config =
        config(
            Map.of(
                "basic.auth.user.info", "me:hunter2",
                "kafka.ssl.key.password", "hunter2",
                "kafka.sasl.jaas.config", "x password=\"hunter2\";"));

    assertThat(config.toString())
        .doesNotContain("hunter2")
        .contains("kafka.ssl.key.password")
        .contains("model.name=main");
    assertThatThrownBy(() -> config(Map.of("basicauth.user.info", "me:hunter2")))
        .isInstanceOf(ConfigException.class)
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void shouldLaySettingsOverTheFile() throws IOException {
    Path file =
        Files.writeString(folder.resolve("a.properties"), "model.name=é\ntopic.prefix=a.\n");

    Map<String, String> environment = Map.of("topic.prefix", "b.", "checkpoint.cache", "b");
    Map<String, String> set = Map.of("topic.prefix", "c.");
    assertThat(
            ServiceProperties.load(ServiceConfig.definition(), Optional.of(file), environment, set))
        .containsOnly(
            Map.entry("model.name", "é"),
            Map.entry("topic.prefix", "c."),
            Map.entry("checkpoint.cache", "b"));
    assertThat(
            ServiceProperties.load(
                ServiceConfig.definition(), Optional.empty(), Map.of(), Map.of()))
        .isEmpty();
  }

  @Test
  void shouldNameTheFileThatCannotBeRead() throws IOException {
    Path absent = folder.resolve("absent.properties");
    Path broken = Files.write(folder.resolve("broken"), new byte[] {(byte) 0xC3, 0x28});

    for (Path file : new Path[] {absent, broken}) {
      assertThatThrownBy(() -> ServiceProperties.read(file))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(file.toString());
    }
  }

  private static ServiceConfig config(Map<String, String> settings) {
    return new ServiceConfig(ServiceConfig.definition(), settings);
  }
}
