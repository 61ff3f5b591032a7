package io.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.headwater.client.ExampleProducerConfig;
import io.headwater.evaluator.EvaluatorConfig;
import io.headwater.service.config.EnvironmentSettings;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.config.ServiceKind;
import io.headwater.serving.ServingConfig;
import io.headwater.trainer.TrainerConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** What docker/compose.yaml asks of the commands is what they take. */
class ComposeTest {
  private static final Path DOCKER = Path.of("..", "docker");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(?::-([^}]*))?}");
  private static final Pattern IN_IMAGE = Pattern.compile("(HEADWATER_[A-Z_]+)=(\\S+)");

  /** What starts a service and checks its settings. */
  private record Kind(
      ServiceKind service,
      ConfigDef definition,
      Function<Map<String, String>, ServiceConfig> check) {}

  private static final Map<String, Kind> KINDS =
      Map.of(
          "train", new Kind(ServiceKind.TRAINER, TrainerConfig.definition(), TrainerConfig::new),
          "evaluate",
              new Kind(ServiceKind.EVALUATOR, EvaluatorConfig.definition(), EvaluatorConfig::new),
          "serve", new Kind(ServiceKind.SERVE, ServingConfig.definition(), ServingConfig::new),
          "ingest",
              new Kind(
                  ServiceKind.INGEST,
                  ExampleProducerConfig.definition(),
                  ExampleProducerConfig::new));

  static Stream<String> commands() throws IOException {
    Map<String, Map<String, Object>> services = services("compose.yaml");
    return services.keySet().stream().filter(name -> services.get(name).containsKey("command"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void shouldGiveEachServiceACommandAndSettingsItTakes(String name) throws IOException {
    Map<String, Object> service = services("compose.yaml").get(name);
    String[] command = ((String) service.get("command")).split(" ");

    assertThatCode(() -> Headwater.commandLine().parseArgs(command)).doesNotThrowAnyException();
    Kind kind = KINDS.get(command[0]);
    if (kind == null) {
      assertThat(command).startsWith("tokenizer", "train");
      assertThat(service).doesNotContainKey("environment");
      return;
    }
    Map<String, String> settings =
        new EnvironmentSettings(kind.definition(), Optional.of(kind.service()))
            .read(environment(service));
    assertThat(settings).containsKeys(ServiceConfig.CHECKPOINT_STORE, ServiceConfig.HEALTH_FILE);
    assertThatCode(() -> kind.check().apply(settings)).doesNotThrowAnyException();
  }

  /** Returns the image's variables, and the service's over them. */
  private static Map<String, String> environment(Map<String, Object> service) throws IOException {
    Map<String, String> environment = new LinkedHashMap<>();
    Matcher image = IN_IMAGE.matcher(Files.readString(DOCKER.resolve("Dockerfile")));
    while (image.find()) {
      environment.put(image.group(1), image.group(2));
    }
    assertThat(environment).as("variables of the image").isNotEmpty();
    fields(service.get("environment"))
        .forEach((variable, value) -> environment.put(variable, String.valueOf(value)));
    return environment;
  }

  @Test
  void shouldNameOnlyServicesAndVolumesThereAre() throws IOException {
    Map<String, Map<String, Object>> services = services("compose.yaml");
    Set<String> volumes = fields(file("compose.yaml").get("volumes")).keySet();

    assertThat(services.keySet()).containsAll(services("compose.gpu.yaml").keySet());
    assertThat(services.values())
        .allSatisfy(
            service -> {
              assertThat(services.keySet()).containsAll(fields(service.get("depends_on")).keySet());
              assertThat(volumes)
                  .containsAll(
                      strings(service.get("volumes"))
                          .map(volume -> volume.replaceFirst(":.*", ""))
                          .toList());
            });
  }

  @Test
  void shouldOpenPortsOnThisMachineAlone() throws IOException {
    assertThat(
            services("compose.yaml").values().stream()
                .flatMap(service -> strings(service.get("ports"))))
        .hasSize(4)
        .allMatch(port -> port.startsWith("127.0.0.1:"));
  }

  @Test
  void shouldGiveCommandsOnThisMachineSettingsTheyTake() throws IOException {
    Properties client = new Properties();
    try (Reader reader = Files.newBufferedReader(DOCKER.resolve("client.properties"))) {
      client.load(reader);
    }
    Map<String, String> settings = new LinkedHashMap<>();
    client.stringPropertyNames().forEach(key -> settings.put(key, client.getProperty(key)));

    ServiceConfig config = new ServiceConfig(ServiceConfig.definition(), settings);

    assertThat(config.getList(ServiceConfig.BOOTSTRAP_SERVERS))
        .containsExactlyElementsOf(
            services("compose.yaml").values().stream()
                .flatMap(service -> strings(service.get("ports")))
                .map(port -> port.substring(0, port.lastIndexOf(':')))
                .filter(address -> address.contains(":909"))
                .toList());
  }

  private static Map<String, Map<String, Object>> services(String file) throws IOException {
    Map<String, Map<String, Object>> services = new LinkedHashMap<>();
    fields(file(file).get("services"))
        .forEach((name, service) -> services.put(name, fields(service)));
    return services;
  }

  private static Map<String, Object> file(String name) throws IOException {
    String text =
        VARIABLE
            .matcher(Files.readString(DOCKER.resolve(name)))
            .replaceAll(found -> Optional.ofNullable(found.group(2)).orElse(""));
    return fields(new Yaml().load(text));
  }

  private static Map<String, Object> fields(Object value) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, each) -> fields.put((String) key, each));
    }
    return fields;
  }

  private static Stream<String> strings(Object value) {
    return value instanceof List<?> list ? list.stream().map(String.class::cast) : Stream.empty();
  }
}
