package io.headwater.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentSettingsTest {
  private static final ConfigDef DEFINITION =
      ServiceConfig.definition()
          .define("batch.tokens", ConfigDef.Type.INT, 1, ConfigDef.Importance.LOW, "")
          .define("trainer.eagerness", ConfigDef.Type.STRING, "", ConfigDef.Importance.LOW, "");
  private static final EnvironmentSettings TRAINER =
      new EnvironmentSettings(DEFINITION, Optional.of(ServiceKind.TRAINER));
  private static final EnvironmentSettings NONE =
      new EnvironmentSettings(ServiceConfig.definition(), Optional.empty());

  @ParameterizedTest
  @CsvSource({
    "HEADWATER_MODEL_NAME, model.name",
    "HEADWATER_TRAINER_MODEL_NAME, model.name",
    "HEADWATER_TRAINER_BATCH_TOKENS, batch.tokens",
    "HEADWATER_TRAINER_EAGERNESS, trainer.eagerness",
    "HEADWATER_TRAINER_TRAINER_EAGERNESS, trainer.eagerness",
    "HEADWATER_KAFKA_SECURITY_PROTOCOL, kafka.security.protocol",
    "HEADWATER_TRAINER_CONSUMER_FETCH_MAX_BYTES, consumer.fetch.max.bytes",
    "HEADWATER_CONFIG_PROVIDERS, config.providers",
    "HEADWATER_CONFIG_PROVIDERS_FILE_CLASS, config.providers.file.class",
    "HEADWATER_SCHEMA_REGISTRY_SSL_TRUSTSTORE_LOCATION, schema.registry.ssl.truststore.location",
    "HEADWATER_KAFKA_A__B___C, kafka.a_b-c",
  })
  void shouldSetTheKeyOfAVariable(String variable, String key) {
    assertThat(TRAINER.read(Map.of(variable, "7"))).isEqualTo(Map.of(key, "7"));
  }

  @Test
  void shouldPreferVariablesOfTheService() {
    assertThat(
            TRAINER.read(
                Map.of(
                    "HEADWATER_MODEL_NAME", "all",
                    "HEADWATER_TRAINER_MODEL_NAME", "mine",
                    "HEADWATER_KAFKA_CLIENT_RACK", "all",
                    "HEADWATER_TRAINER_KAFKA_CLIENT_RACK", "mine")))
        .isEqualTo(Map.of("model.name", "mine", "kafka.client.rack", "mine"));
  }

  @Test
  void shouldPassOverWhatIsForOthers() {
    Map<String, String> environment =
        Map.of(
            "HEADWATER_EVALUATOR_NO_SUCH_KEY", "1",
            "HEADWATER_OPTS", "-Xmx4g",
            "HEADWATER_PROFILE", "cuda",
            "MODEL_NAME", "a",
            "PATH", "b");

    assertThat(TRAINER.read(environment)).isEmpty();
    assertThat(NONE.read(environment)).isEmpty();
    assertThat(NONE.read(Map.of("HEADWATER_TRAINER_BATCH_TOKENS", "1"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HEADWATER_TRAINER_BATCH_TOKEN",
        "HEADWATER_BATCH_TOKENS",
        "HEADWATER_MODEL",
        "HEADWATER_",
        "HEADWATER_TRAINER_",
        "HEADWATER_CONFIG",
        "HEADWATER_KAFKA_",
        "HEADWATER_KAFKA_A____B",
        "HEADWATER_model_name",
      })
  void shouldRefuseAVariableThatSetsNothingAndKeepItsValue(String variable) {
    assertThatThrownBy(() -> TRAINER.read(Map.of(variable, "hunter2")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(variable + " ")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void shouldNameTheNearestVariable() {
    assertThatThrownBy(() -> TRAINER.read(Map.of("HEADWATER_TRAINER_BATCH_TOKEN", "1")))
        .hasMessageContaining("nearest that does is HEADWATER_TRAINER_BATCH_TOKENS,");
  }

  @Test
  void shouldNameTheVariableWhoseValueIsNotAllowed() {
    assertThatThrownBy(() -> TRAINER.read(Map.of("HEADWATER_TRAINER_BATCH_TOKENS", "many")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("many", "HEADWATER_TRAINER_BATCH_TOKENS");
    assertThatThrownBy(() -> TRAINER.read(Map.of("HEADWATER_LOG_FORMAT", "xml")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("xml", "HEADWATER_LOG_FORMAT", "plain", "json");
  }

  @Test
  void shouldNotTellThePasswordOfAnAddress() {
    assertThatThrownBy(
            () -> TRAINER.read(Map.of("HEADWATER_SCHEMA_REGISTRY_URL", "ftp://me:hunter2@host")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("host")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void shouldLeaveValuesOfProvidersToThem() {
    assertThat(TRAINER.read(Map.of("HEADWATER_TRAINER_BATCH_TOKENS", "${env:TOKENS}")))
        .isEqualTo(Map.of("batch.tokens", "${env:TOKENS}"));
  }

  @Property(tries = 500, seed = "7")
  void shouldFindAgainEveryKeyThatPassesThrough(
      @ForAll("passedOn") String key, @ForAll String value) {
    String variable =
        "HEADWATER_"
            + key.replace("_", "=")
                .replace("-", "___")
                .replace("=", "__")
                .replace('.', '_')
                .toUpperCase(Locale.ROOT);

    assertThat(NONE.read(Map.of(variable, value))).isEqualTo(Map.of(key, value));
  }

  @Provide
  Arbitrary<String> passedOn() {
    Arbitrary<String> word =
        Arbitraries.strings().withCharRange('a', 'z').numeric().ofMinLength(1).ofMaxLength(8);
    Arbitrary<String> rest =
        Combinators.combine(
                word,
                Arbitraries.of(".", "_", "-")
                    .flatMap(sign -> word.map(w -> sign + w))
                    .list()
                    .ofMaxSize(4))
            .as((first, more) -> first + String.join("", more));
    // not among those of the schema registry, some of which are keys of the definition
    return Combinators.combine(
            Arbitraries.of("kafka.", "admin.", "producer.", "consumer.", "streams."), rest)
        .as(String::concat);
  }
}
