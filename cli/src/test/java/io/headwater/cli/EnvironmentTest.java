package io.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cli.service.ServiceOptions;
import io.headwater.client.ExampleProducerConfig;
import io.headwater.evaluator.EvaluatorConfig;
import io.headwater.ingest.bridge.BridgeConfig;
import io.headwater.service.config.EnvironmentSettings;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.config.ServiceKind;
import io.headwater.serving.ServingConfig;
import io.headwater.trainer.TrainerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Every key of every service can be set by a variable of the environment. */
class EnvironmentTest {
  @TempDir private Path folder;

  static Stream<Arguments> services() {
    return Stream.of(
        Arguments.of(ServiceKind.TRAINER, TrainerConfig.definition()),
        Arguments.of(ServiceKind.EVALUATOR, EvaluatorConfig.definition()),
        Arguments.of(ServiceKind.SERVE, ServingConfig.definition()),
        Arguments.of(ServiceKind.BRIDGE, BridgeConfig.definition()),
        Arguments.of(ServiceKind.INGEST, ExampleProducerConfig.definition()));
  }

  @ParameterizedTest
  @MethodSource("services")
  void shouldSetEveryKeyByAVariableOfItsOwn(ServiceKind service, ConfigDef definition) {
    EnvironmentSettings settings = new EnvironmentSettings(definition, Optional.of(service));
    Set<String> variables = new HashSet<>();
    for (ConfigDef.ConfigKey key : definition.configKeys().values()) {
      String variable =
          "HEADWATER_" + service + "_" + key.name.toUpperCase(Locale.ROOT).replace('.', '_');
      String value = allowed(key);

      assertThat(settings.read(Map.of(variable, value))).isEqualTo(Map.of(key.name, value));
      assertThat(variables.add(variable)).as(variable).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("services")
  void shouldSetEveryCommonKeyForAllServices(ServiceKind service, ConfigDef definition) {
    EnvironmentSettings settings = new EnvironmentSettings(definition, Optional.of(service));
    Map<String, String> environment = new HashMap<>();
    Map<String, String> expected = new HashMap<>();
    for (ConfigDef.ConfigKey key : ServiceConfig.definition().configKeys().values()) {
      environment.put(
          "HEADWATER_" + key.name.toUpperCase(Locale.ROOT).replace('.', '_'), allowed(key));
      expected.put(key.name, allowed(key));
    }

    assertThat(settings.read(environment)).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("services")
  void shouldNotAskForTheNameOfTheServiceTwice(ServiceKind service, ConfigDef definition) {
    EnvironmentSettings settings = new EnvironmentSettings(definition, Optional.of(service));
    String prefix = service.name().toLowerCase(Locale.ROOT) + ".";
    Set<String> own = new HashSet<>(definition.names());
    own.removeIf(key -> !key.startsWith(prefix));

    assertThat(own).isNotEmpty();
    for (String key : own) {
      String variable = "HEADWATER_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
      String value = allowed(definition.configKeys().get(key));
      assertThat(settings.read(Map.of(variable, value))).isEqualTo(Map.of(key, value));
    }
  }

  @Test
  void shouldLetTheEnvironmentWinOverAFormerNameInTheFileAndTheCommandLineOverBoth()
      throws IOException {
    Path file = Files.writeString(folder.resolve("a.properties"), "seed=1\nbatch.tokens=1\n");
    Map<String, String> environment =
        Map.of("HEADWATER_TRAINER_SEED", "2", "HEADWATER_TRAINER_BATCH_TOKENS", "2");
    ServiceOptions options = new ServiceOptions(environment);
    new CommandLine(options).parseArgs("--config", file.toString(), "--set", "batch.tokens=3");

    assertThat(options.properties(ServiceKind.TRAINER, TrainerConfig.definition()))
        .isEqualTo(Map.of("trainer.seed", "2", "trainer.batch.tokens", "3"));
  }

  private static String allowed(ConfigDef.ConfigKey key) {
    if (key.defaultValue != null && key.defaultValue != ConfigDef.NO_DEFAULT_VALUE) {
      return ConfigDef.convertToString(key.defaultValue, key.type);
    }
    return key.type == ConfigDef.Type.DOUBLE ? "0.5" : "something";
  }

  @Test
  void shouldTakeTheCommandLineOverTheEnvironmentOverTheFile() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("a.properties"),
            "model.name=file\ntopic.prefix=file.\ntrainer.seed=1\ntrainer.batch.tokens=1\n");
    ServiceOptions options =
        new ServiceOptions(
            Map.of(
                "HEADWATER_TOPIC_PREFIX", "environment.",
                "HEADWATER_TRAINER_SEED", "2",
                "HEADWATER_TRAINER_BATCH_TOKENS", "2"));
    new CommandLine(options)
        .parseArgs("--config", file.toString(), "--set", "trainer.batch.tokens=3");

    assertThat(options.properties(ServiceKind.TRAINER, TrainerConfig.definition()))
        .isEqualTo(
            Map.of(
                "model.name", "file",
                "topic.prefix", "environment.",
                "trainer.seed", "2",
                "trainer.batch.tokens", "3"));
  }
}
